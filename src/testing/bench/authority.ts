import { generateKeyPairSync, sign } from 'node:crypto'
import { sha256 } from '../../core/bytes/sha256.ts'
import { createOcspRequest } from '../../core/pki/ocsp.ts'
import { createTimestampRequest } from '../../core/pki/timestamp.ts'
import { openTestService } from '../../server/fixture/service.ts'
import { printRows } from './theme.ts'

const SECONDS = 3

/** Answers for a second of processor time, one after another: what else runs on the machine does not count. */
async function rate(work: () => unknown): Promise<number> {
  for (let warm = 0; warm < 200; warm++) await work()
  const [start, before] = [performance.now(), process.cpuUsage()]
  let count = 0
  while (performance.now() - start < SECONDS * 1000) {
    await work()
    count++
  }
  const { user, system } = process.cpuUsage(before)
  return (count * 1_000_000) / (user + system)
}

/** What the authority answers in a second, request bytes to answer bytes with its database, beside the bare signature that each answer needs. No limit: figures. */
export async function benchAuthority(): Promise<boolean> {
  const service = await openTestService()
  try {
    const { authority } = service.parts
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const data = new Uint8Array(300)
    const imprint = sha256(data)
    const ocsp = await createOcspRequest({ certificate: authority.timestampUnit, issuer: authority.issuing, nonce: new Uint8Array(16).fill(5) })
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const bare = await rate(() => sign('sha256', data, privateKey))
    // what every answer costs by the means that hold the keys here, and the check that none leaves with a wrong value
    const floor = await rate(async () => crypto.subtle.verify(algorithm, keys.publicKey, await crypto.subtle.sign(algorithm, keys.privateKey, data), data))
    const stamps = await rate(() => authority.answerTimestamp(createTimestampRequest({ imprint, nonce: imprint.subarray(0, 8) })))
    const statuses = await rate(() => authority.answerOcsp(ocsp))
    const row = (name: string, value: number): string[] => [name, value.toFixed(0), `${((100 * value) / bare).toFixed(0)} %`]
    printRows([['authority', 'a second of processor', 'of bare'], row('crypto.sign, P-256, nothing else', bare), row('WebCrypto, P-256, signed and verified', floor), row('timestamps (RFC 3161)', stamps), row('certificate states (RFC 6960)', statuses)])
    process.stdout.write('\n')
    return true
  } finally {
    await service.close()
  }
}
