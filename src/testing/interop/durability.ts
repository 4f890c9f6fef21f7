import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp } from '../../../e2e/app.ts'
import { makeSample } from '../sample/sample.ts'
import { findExchange, parseTrace } from './trace.ts'

const CALLS = 'read,readv,recvfrom,write,writev,sendto,sendmsg,fsync,fdatasync'

/** Database, blob and the blob's folder are synced to disk before the acceptance is answered, and the database before a certificate leaves; a journey under strace shows it. */
export async function checkDurability(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'strace-'))
  const trace = join(folder, 'trace')
  const data = join(folder, 'data')
  {
    await using app = await startApp({ data, wrapper: ['strace', '-D', '-f', '-y', '-s', '256', '-e', `trace=${CALLS}`, '-o', trace] })
    await makeSample(join(folder, 'sample'), app, { templates: ['sale-of-goods'], languages: ['vi'] })
  }
  const calls = parseTrace(await readFile(trace, 'utf8'))
  const certificate = findExchange(calls, /"POST \/api\/offers\/[^/]+\/intents\/[0-9a-f]+\/certificate/)
  if (certificate?.status !== 200) throw new Error(`the certificate was answered with ${certificate?.status ?? 'nothing'}`)
  if (!certificate.synced.some((path) => path.startsWith(data) && /\.(db|sqlite)(-wal|-journal)?$/.test(path))) throw new Error(`the certificate left before its entry was synced: ${certificate.synced.join(', ')}`)
  const exchange = findExchange(calls, /"PUT \/api\/offers\/[^/]+\/acceptance\//)
  if (!exchange) throw new Error('the trace does not show the acceptance')
  if (exchange.status !== 200) throw new Error(`the acceptance was answered with ${exchange.status}`)
  const inside = exchange.synced.filter((path) => path.startsWith(data)).map((path) => path.slice(data.length + 1))
  const isFile = (path: string): boolean => /\.\w+$|[0-9a-f]{40}/.test(path)
  const wanted = {
    database: inside.some((path) => /\.(db|sqlite)(-wal|-journal)?$/.test(path)),
    blob: inside.some((path) => path.startsWith('blobs/') && isFile(path)),
    'folder of the blob': inside.some((path) => path.startsWith('blobs') && !isFile(path)),
  }
  const missing = Object.entries(wanted).filter(([, synced]) => !synced).map(([name]) => name)
  if (missing.length > 0) throw new Error(`not synced before the answer: ${missing.join(', ')}\nsynced: ${inside.join(', ')}`)
  return `${inside.length} syncs before the 200, ${certificate.synced.length} before a certificate left`
}
