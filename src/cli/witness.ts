import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { decodeBase64, encodeBase64 } from '../core/bytes/base64.ts'
import { sha256Hex } from '../core/bytes/sha256.ts'
import { encodeUtf8 } from '../core/bytes/text.ts'
import type { TreeHead } from '../core/log/checkpoint.ts'
import { EMPTY_ROOT } from '../core/log/merkle.ts'
import { COSIGNATURE, createNoteKey, encodeNoteKey, parseNoteKey, type NoteKey, type NoteSigner } from '../core/log/note.ts'
import { answerWitness, originOfRequest } from '../core/log/witness.ts'
import { writeDurably } from '../server/durable-file.ts'
import { fromCaller, tellUsage } from './command.ts'

const USAGE = `Usage: countersign witness --name NAME --log VERIFIER… [--data FOLDER] [--host HOST] [--port PORT]

A witness for logs (C2SP tlog-witness): cosigns a checkpoint only when it continues
the last one it cosigned. Run it on a machine that the log's operator does not hold.
--log is the verifier key that the log shows at /log/key; may be given several times.
Prints its own verifier key, which the log is told as COUNTERSIGN_WITNESSES.
`
const MAX_BODY = 256 * 1024

interface Arguments {
  readonly name: string
  readonly logs: readonly NoteKey[]
  readonly data: string
  readonly host: string
  readonly port: number
}

function parseArguments(args: readonly string[]): Arguments | null {
  const given = new Map<string, string>()
  const logs: NoteKey[] = []
  for (let at = 0; at < args.length; at += 2) {
    const [option = '', value] = [args[at], args[at + 1]]
    if (value === undefined) return null
    if (option === '--log') logs.push(parseNoteKey(value))
    else if (['--name', '--data', '--host', '--port'].includes(option)) given.set(option, value)
    else return null
  }
  const name = given.get('--name')
  if (name === undefined || logs.length === 0) return null
  return { name, logs, data: fromCaller(given.get('--data') ?? 'witness'), host: given.get('--host') ?? 'localhost', port: Number(given.get('--port') ?? 3010) }
}

/** The witness's key, made on first use, mode 0600. */
async function openSigner(folder: string, name: string): Promise<NoteSigner> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'witness-key.json')
  if (!existsSync(path)) {
    const keys = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
    const [pkcs8, raw] = await Promise.all([crypto.subtle.exportKey('pkcs8', keys.privateKey), crypto.subtle.exportKey('raw', keys.publicKey)])
    const text = JSON.stringify({ format: 'countersign/witness-key/1', privateKey: encodeBase64(new Uint8Array(pkcs8)), publicKey: encodeBase64(new Uint8Array(raw)) })
    writeDurably(path, Buffer.from(`${text}\n`, 'utf8'))
  }
  const { privateKey, publicKey } = JSON.parse(readFileSync(path, 'utf8')) as { privateKey: string; publicKey: string }
  const key = await crypto.subtle.importKey('pkcs8', decodeBase64(privateKey), 'Ed25519', false, ['sign'])
  return { key: createNoteKey(name, COSIGNATURE, decodeBase64(publicKey)), sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, message as BufferSource)) }
}

const pathOf = (folder: string, origin: string): string => join(folder, `tree-${sha256Hex(encodeUtf8(origin)).slice(0, 32)}.json`)

function readLatest(folder: string, origin: string): TreeHead {
  const path = pathOf(folder, origin)
  if (!existsSync(path)) return { size: 0, root: EMPTY_ROOT }
  const { size, root } = JSON.parse(readFileSync(path, 'utf8')) as { size: number; root: string }
  return { size, root: decodeBase64(root) }
}

/** The witness as a server. One request at a time: what it compares with is durable before the next is read. */
export async function openWitness({ name, logs, data }: Omit<Arguments, 'host' | 'port'>, clock: () => number): Promise<{ readonly server: Server; readonly key: NoteKey }> {
  const signer = await openSigner(data, name)
  let turn: Promise<unknown> = Promise.resolve()
  const act = async (text: string) => {
    const origin = originOfRequest(text)
    const log = logs.find((one) => one.name === origin) ?? null
    const answer = await answerWitness(text, log, origin === null ? { size: 0, root: EMPTY_ROOT } : readLatest(data, origin), signer, clock())
    if (answer.next && origin !== null) writeDurably(pathOf(data, origin), Buffer.from(`${JSON.stringify({ origin, size: answer.next.size, root: encodeBase64(answer.next.root) })}\n`, 'utf8'))
    return answer
  }
  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/add-checkpoint') {
      response.writeHead(404).end()
      return
    }
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      length += part.length
      if (length > MAX_BODY) request.destroy()
      else parts.push(part)
    })
    request.on('end', () => {
      const mine = turn.then(() => act(Buffer.concat(parts).toString('utf8')))
      turn = mine.catch(() => undefined)
      mine.then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body), () => response.writeHead(500).end())
    })
  })
  return { server, key: signer.key }
}

/** `countersign witness`: serves until it is stopped. Gives the exit status. */
export async function runWitness(args: readonly string[]): Promise<number> {
  let parsed: Arguments | null
  try {
    parsed = parseArguments(args)
  } catch {
    parsed = null
  }
  if (!parsed || !Number.isInteger(parsed.port)) {
    return tellUsage(USAGE)
  }
  const { server, key } = await openWitness(parsed, () => Date.now())
  const { host, port } = parsed
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, done)
  })
  process.stdout.write(`${encodeNoteKey(key)}\nThe witness is ready at http://${host}:${port}\n`)
  await new Promise<void>((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done())
  })
  server.close()
  return 0
}
