import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { nameOfBlob } from '../../server/blob.ts'
import { parseS3Address } from '../../server/s3/address.ts'
import { checkS3, createS3Blobs } from '../../server/s3/blob.ts'
import { signRequest } from '../../server/s3/signature.ts'
import type { Go } from './go.ts'
import { type S3, startS3 } from './s3.ts'

const MIB = 1024 * 1024
const SIZE = 40 * MIB + 7

function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
}

async function* piecesOf(bytes: Uint8Array, length: number, stopAt = Infinity): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    if (at >= stopAt) throw new Error('the sender is gone')
    yield bytes.subarray(at, at + length)
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

/** Everything anybody can see in the bucket, unfinished uploads included. */
async function look(s3: S3): Promise<readonly string[]> {
  const [files, uploads] = await Promise.all(['?versions=', '?uploads='].map(async (query) => (await s3.ask('GET', query)).text()))
  return [...`${files}${uploads}`.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key ?? '').sort()
}

const listWaiting = async (): Promise<readonly string[]> => (await readdir(tmpdir())).filter((name) => /^countersign-[0-9a-f]{24}\.sealed$/.test(name)).sort()

/** A line to the store that breaks after so many bytes, each time anew. */
async function openWeakLine(to: URL, most: number) {
  const server = createServer((from) => {
    const there = connect(Number(to.port), to.hostname)
    let count = 0
    const cut = () => [from, there].forEach((end) => end.destroy())
    from.on('error', cut).on('data', (chunk) => ((count += chunk.length) > most ? cut() : there.write(chunk)))
    there.on('error', cut).on('close', cut).on('data', (chunk) => from.write(chunk))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { address: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), close: () => server.close() }
}

/** Large files go into and out of a real store as they come; what breaks off is seen by nobody, and other bytes than were named are not taken. */
export async function checkBlobStreams(go: Go): Promise<string> {
  await using s3 = await startS3(go)
  const address = parseS3Address(s3.env['BLOBS'] ?? '')
  const credentials = { accessKey: s3.env['AWS_ACCESS_KEY_ID'] ?? '', secretKey: s3.env['AWS_SECRET_ACCESS_KEY'] ?? '' }
  const parts = { address, credentials, clock: Date.now }
  await checkS3(parts)
  const blobs = createS3Blobs(parts)
  const bytes = new Uint8Array(randomBytes(SIZE))
  const waiting = await listWaiting()

  const name = await blobs.putStream(piecesOf(bytes, 77_777))
  expectEqual('the name of a file that came in pieces', name, nameOfBlob(bytes))
  const back = createHash('sha256')
  let [count, length] = [0, 0]
  for await (const chunk of blobs.getStream(name)) {
    back.update(chunk)
    ;[count, length] = [count + 1, length + chunk.length]
  }
  expectEqual('what comes back', [back.digest('hex'), length], [name, SIZE])
  if (count < 3) throw new Error(`${SIZE} bytes came back in ${count} pieces`)
  if (!Buffer.from(await blobs.get(name)).equals(bytes)) throw new Error('read whole, the file is another one')
  const [, lock] = /<Mode>(\w+)<\/Mode>/.exec(await (await s3.ask('GET', `/${address.prefix}${name}?retention=`)).text()) ?? []
  expectEqual('the lock of a file that came in pieces', lock, 'GOVERNANCE')
  const before = await look(s3)
  expectEqual('what the bucket holds', before.filter((key, index) => before.indexOf(key) === index), [`${address.prefix}${name}`])

  const gone = await blobs.putStream(piecesOf(new Uint8Array(randomBytes(SIZE)), MIB, 20 * MIB)).then(() => 'stored', codeOf)
  expectEqual('a sender that stops in the middle', gone, 'Error: the sender is gone')
  const weak = await openWeakLine(address.endpoint, 9 * MIB)
  const overWeakLine = createS3Blobs({ ...parts, address: { ...address, endpoint: weak.address } })
  expectEqual('a line that breaks in the middle', await overWeakLine.putStream(piecesOf(new Uint8Array(randomBytes(SIZE)), MIB)).then(() => 'stored', codeOf), 'BLOB_STORE_UNREACHABLE')
  weak.close()
  expectEqual('what is left of both', await look(s3), before)
  expectEqual('what waits on this machine’s disk', await listWaiting(), waiting)

  const [meant, other] = [new Uint8Array(randomBytes(MIB)), new Uint8Array(randomBytes(MIB))]
  const give = async (key: string, checksum: string, bodyHash: string): Promise<number> => {
    const url = new URL(`/${address.bucket}/${address.prefix}${key}`, address.endpoint)
    const { host: _, ...headers } = signRequest({ method: 'PUT', url, headers: { 'x-amz-checksum-sha256': Buffer.from(checksum, 'hex').toString('base64') }, bodyHash }, credentials, address.region, Date.now())
    return (await fetch(url, { method: 'PUT', headers, body: Buffer.from(other) })).status
  }
  const [wanted, given] = [nameOfBlob(meant), nameOfBlob(other)]
  expectEqual('other bytes than the checksum names', await give(wanted, wanted, given), 400)
  const unlike = await give(wanted, given, wanted)
  if (unlike < 400 || unlike > 499) throw new Error(`other bytes than were signed were answered with ${unlike}`)
  expectEqual('what is left of them', await look(s3), before)
  // Whoever has the store’s key can put anything anywhere: then the name tells.
  expectEqual('other bytes under a name', await give(wanted, given, given), 200)
  const read = async (): Promise<string> => {
    for await (const chunk of blobs.getStream(wanted)) void chunk
    return 'read'
  }
  expectEqual('their reader', await read().catch(codeOf), 'BLOB_DAMAGED')
  expectEqual('a name nobody stored', await blobs.getStream('0'.repeat(64)).next().then(() => 'read', codeOf), 'BLOB_MISSING')
  return `${SIZE} bytes in pieces of 77,777, back in ${count}`
}
