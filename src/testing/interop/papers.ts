import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseZip } from '../../core/bytes/zip.ts'
import { findAttribute } from '../../core/cms/attribute.ts'
import { parseSignedData } from '../../core/cms/signed-data.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../core/pki/oids.ts'
import { encodePem } from '../../server/authority/root-file.ts'
import { click, openAgreement } from '../../server/fixture/agreement.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../../server/fixture/party.ts'
import { openTestService } from '../../server/fixture/service.ts'
import { run } from '../process.ts'

/** Every kind of paper that the service seals, in both languages, and one evidence package, by the service itself. */
export interface Papers {
  readonly files: readonly string[]
  readonly package: string
  /** Path of the root certificate, PEM. */
  readonly root: string
}

export async function makePapers(folder: string): Promise<Papers> {
  await mkdir(folder, { recursive: true })
  const service = await openTestService()
  try {
    const { cookie, contract, offer, token } = await offerSample(service)
    const buyer = await closeStatement(service, token)
    await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))
    const clicked = await click(service, (await openAgreement(service)).id)
    const fetchFile = async (address: string): Promise<Uint8Array> => {
      const answer = await service.ask('GET', address, undefined, { headers: { cookie } })
      if (answer.statusCode !== 200) throw new Error(`${address}: ${answer.body}`)
      return new Uint8Array(answer.rawPayload)
    }
    const addresses = {
      trail: `/api/contracts/${contract}/trail.pdf`, 'trail-of-party': `/api/offers/${token}/trail.pdf`, certificate: `/api/contracts/${contract}/offers/${offer}/certificate.pdf`,
      record: `/api/offers/${token}/record.pdf`, 'click-certificate': `/api/acceptances/${clicked.token}/certificate.pdf`, 'click-record': `/api/acceptances/${clicked.token}/record.pdf`,
    }
    const files: string[] = []
    for (const [name, address] of Object.entries(addresses)) {
      for (const language of ['vi', 'en']) {
        const file = join(folder, `${name}-${language}.pdf`)
        await writeFile(file, await fetchFile(`${address}?lang=${language}`))
        files.push(file)
      }
    }
    const [root, sealed] = [join(folder, 'root.pem'), join(folder, 'evidence.asice')]
    await writeFile(root, encodePem(service.parts.authority.root))
    await writeFile(sealed, await fetchFile(`/api/contracts/${contract}/evidence`))
    return { files, package: sealed, root }
  } finally {
    await service.close()
  }
}

/** OpenSSL: the package's signature is over its manifest and leads to the root, its timestamp is over that signature; another manifest is refused. */
export async function checkPackage({ package: path, root }: Papers, folder: string): Promise<string> {
  const unpacked = new Map(parseZip(new Uint8Array(execFileSync('cat', [path], { maxBuffer: 64 * 1024 * 1024 }))).map(({ name, bytes }) => [name, bytes!]))
  const put = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    const file = join(folder, name)
    await writeFile(file, bytes)
    return file
  }
  const signature = unpacked.get('META-INF/signature.p7s')!
  const cms = await put('signature.p7s', signature)
  const verify = (content: string) => run('openssl', ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cms, '-content', content, '-CAfile', root, '-no-CApath', '-no-CAstore', '-purpose', 'any', '-out', '/dev/null'])
  const good = await verify(await put('manifest.xml', unpacked.get('META-INF/ASiCManifest.xml')!))
  if (good.code !== 0 || !/CMS Verification successful/i.test(good.output)) throw new Error(good.output)
  if ((await verify(await put('other.xml', 'another manifest'))).code === 0) throw new Error('another manifest passed')
  const [signer] = parseSignedData(signature).signers
  const [token] = signer ? (findAttribute(signer.unsignedAttributes, OID_SIGNATURE_TIME_STAMP)?.values ?? []) : []
  if (!signer || !token) throw new Error('the signature has no timestamp')
  const stamp = (digest: string) => run('openssl', ['ts', '-verify', '-digest', digest, '-in', join(folder, 'token.der'), '-token_in', '-CAfile', root])
  await put('token.der', token)
  const stamped = await stamp(createHash('sha256').update(signer.signature).digest('hex'))
  if (stamped.code !== 0 || !stamped.output.includes('Verification: OK')) throw new Error(stamped.output)
  if ((await stamp('00'.repeat(32))).code === 0) throw new Error('a timestamp over something else passed')
  return `${unpacked.size} parts; signature and timestamp verify; another manifest and another digest are refused`
}
