import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePkcs12 } from '../../core/pki/pkcs12-encode.ts'
import { selectIdentity } from '../../core/pki/pkcs12-identity.ts'
import { parsePkcs12 } from '../../core/pki/pkcs12.ts'
import { createTestAuthority } from '../pki/authority.ts'
import { runOrFail, run } from '../process.ts'

const PASSPHRASE = 'mật khẩu của bản dự phòng'
/** What OpenSSL writes with: today's schemes and those of before. */
const SCHEMES = {
  pbes2: ['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC', '-macalg', 'SHA256'],
  old: ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'SHA1'],
} as const

async function writeBackup(folder: string, passphrase: string): Promise<{ file: string; pkcs8: Uint8Array }> {
  const authority = await createTestAuthority({ now: Date.now() })
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { certificate } = await authority.issueSignatory({ keys, revocable: true })
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  const certificates = [certificate, authority.issuing.certificate]
  const file = join(folder, 'backup.p12')
  await writeFile(file, await encodePkcs12({ pkcs8, certificates, friendlyName: 'Khóa ký', passphrase, random: (length) => crypto.getRandomValues(new Uint8Array(length)) }))
  return { file, pkcs8 }
}

/** A kept key's backup opens in OpenSSL, with its own passphrase only; what OpenSSL writes of it, in each scheme, opens here as the same key. */
export async function checkKeyFiles(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const { file, pkcs8 } = await writeBackup(folder, PASSPHRASE)
  const pem = join(folder, 'key.pem')
  const env = { PASS: PASSPHRASE }
  await runOrFail('openssl', ['pkcs12', '-in', file, '-passin', 'env:PASS', '-nodes', '-out', pem], { env })
  const { code } = await run('openssl', ['pkcs12', '-in', file, '-passin', 'env:PASS', '-nodes', '-noout'], { env: { PASS: 'another one' } })
  if (code === 0) throw new Error('OpenSSL opened it with another passphrase')
  for (const [name, scheme] of Object.entries(SCHEMES)) {
    const made = join(folder, `${name}.p12`)
    await runOrFail('openssl', ['pkcs12', '-export', '-in', pem, '-out', made, '-passout', 'env:PASS', ...scheme], { env })
    const identity = await selectIdentity(await parsePkcs12(new Uint8Array(await readFile(made)), PASSPHRASE))
    if (Buffer.compare(identity.pkcs8, pkcs8) !== 0) throw new Error(`${name}: another key`)
  }
  return `1 backup read, ${Object.keys(SCHEMES).length} files of OpenSSL read back`
}
