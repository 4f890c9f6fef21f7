import { createHash } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findAttribute } from '../../core/cms/attribute.ts'
import { parseSignedData } from '../../core/cms/signed-data.ts'
import { OID_SIGNATURE_TIME_STAMP, OID_TST_INFO } from '../../core/pki/oids.ts'
import { run } from '../process.ts'
import type { Question, Verdict } from './judges.ts'
import { cutSignatures } from './signed-range.ts'

interface Stamp {
  readonly token: Uint8Array
  readonly digest: string
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Every timestamp of a file with the digest it must be over: of a signature's value, or of all that a document timestamp covers. */
function cutStamps(file: Uint8Array): Stamp[] {
  return cutSignatures(file).flatMap(({ cms, data }) => {
    const facts = parseSignedData(cms)
    if (facts.contentType === OID_TST_INFO) return [{ token: cms, digest: sha256(data) }]
    const [signer] = facts.signers
    const tokens = signer ? (findAttribute(signer.unsignedAttributes, OID_SIGNATURE_TIME_STAMP)?.values ?? []) : []
    return tokens.map((token) => ({ token, digest: sha256(signer!.signature) }))
  })
}

/** OpenSSL: every timestamp in the file is over what it stands beside, and leads to the root. */
export async function askOpensslTs({ file, root, moment }: Question): Promise<Verdict> {
  const stamps = cutStamps(await readFile(file))
  if (stamps.length === 0) return { file, passed: false, remark: 'no timestamp' }
  const path = join(await mkdtemp(join(tmpdir(), 'ts-')), 'token.der')
  for (const { token, digest } of stamps) {
    await writeFile(path, token)
    const { code, output } = await run('openssl', ['ts', '-verify', '-digest', digest, '-in', path, '-token_in', '-CAfile', root, '-attime', String(moment)])
    if (code !== 0 || !output.includes('Verification: OK')) return { file, passed: false, remark: output.trim() }
  }
  return { file, passed: true, remark: `${stamps.length} timestamps` }
}

/** MuPDF: the file opens without repair and draws its first page. */
export async function askMutool({ file }: Pick<Question, 'file'>): Promise<Verdict> {
  const { code, output } = await run('mutool', ['draw', '-F', 'txt', '-o', '/dev/null', file, '1'])
  const remark = output.replaceAll('warning: ICC support is not available', '').trim()
  return { file, passed: code === 0 && !/repair|error|warning/i.test(remark), remark }
}
