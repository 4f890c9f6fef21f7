import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { CodedError } from '../../core/bytes/error.ts'
import { isPublicAddress } from './address.ts'

/** ADDRESS: not an address that may be asked. ANSWER: none came, or not one of the kind. */
export type ExchangeErrorCode = 'RELAY_ADDRESS_REFUSED' | 'RELAY_FAILED'

export interface Message {
  readonly method: 'GET' | 'POST'
  readonly accept: string
  readonly body?: { readonly type: string; readonly content: Uint8Array }
  /** An answer longer than this is cut off and refused. */
  readonly maxBytes: number
}

/** What tests put in place of the network's own; the defaults are what the service runs with. */
export interface ExchangePorts {
  readonly resolve: (name: string) => Promise<readonly string[]>
  readonly isAllowed: (address: string) => boolean
  readonly isAllowedPort: (port: string) => boolean
  /** Milliseconds for everything, redirects included. */
  readonly patience: number
}

export const NETWORK: ExchangePorts = {
  resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
  isAllowed: isPublicAddress,
  isAllowedPort: (port) => port === '' || port === '80' || port === '443',
  patience: 15_000,
}

const MAX_REDIRECTS = 3

function refuseAddress(message: string): never {
  throw new CodedError<ExchangeErrorCode>('RELAY_ADDRESS_REFUSED', message)
}

function fail(message: string): never {
  throw new CodedError<ExchangeErrorCode>('RELAY_FAILED', message)
}

/** An http(s) address without credentials on a web port. Throws RELAY_ADDRESS_REFUSED. */
export function parseTarget(address: string, ports: ExchangePorts = NETWORK): URL {
  const url = URL.canParse(address) ? new URL(address) : refuseAddress('not an address')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') refuseAddress('not a web address')
  if (url.username !== '' || url.password !== '') refuseAddress('credentials in it')
  if (!ports.isAllowedPort(url.port)) refuseAddress('not a web port')
  return url
}

/**
 * The addresses of a host, resolved once. One that is not public refuses them all: the connection is then made to exactly these, so that a
 * second answer of the name server (DNS rebinding) is never asked for.
 */
async function resolveTarget(url: URL, ports: ExchangePorts): Promise<readonly string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await ports.resolve(host).catch(() => fail('the name does not resolve'))
  if (addresses.length === 0) fail('the name does not resolve')
  if (!addresses.every((address) => ports.isAllowed(address))) refuseAddress('not an address of the public internet')
  return addresses
}

function open(url: URL, addresses: readonly string[], message: Message, signal: AbortSignal, ports: ExchangePorts): Promise<IncomingMessage> {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      {
        method: message.method,
        agent: false,
        signal,
        headers: {
          accept: message.accept, 'accept-encoding': 'identity', 'user-agent': 'countersign',
          ...(message.body ? { 'content-type': message.body.type, 'content-length': message.body.content.length } : {}),
        },
        lookup: (_name, options, done) => (options.all ? done(null, all) : done(null, all[0]!.address, all[0]!.family)),
      },
      resolve,
    )
    request.on('error', reject)
    // what was connected to is held against the rule once more
    request.on('socket', (socket) => socket.once('connect', () => {
      if (socket.remoteAddress !== undefined && !ports.isAllowed(socket.remoteAddress)) request.destroy(new CodedError<ExchangeErrorCode>('RELAY_ADDRESS_REFUSED', 'connected elsewhere'))
    }))
    request.end(message.body?.content)
  })
}

async function read(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  if (Number(answer.headers['content-length'] ?? 0) > maxBytes) {
    answer.destroy()
    fail('the answer is too large')
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > maxBytes) {
      answer.destroy()
      fail('the answer is too large')
    }
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

async function follow(address: string, message: Message, signal: AbortSignal, ports: ExchangePorts): Promise<Uint8Array> {
  let url = parseTarget(address, ports)
  for (let redirects = 0; ; redirects++) {
    const answer = await open(url, await resolveTarget(url, ports), message, signal, ports)
    const { statusCode = 0, headers: { location } } = answer
    if (statusCode === 200) return read(answer, message.maxBytes)
    answer.destroy()
    const leads = [301, 302, 303, 307, 308].includes(statusCode) && location !== undefined && message.method === 'GET'
    if (!leads || redirects === MAX_REDIRECTS) fail(`the answer has status ${statusCode}`)
    url = parseTarget(URL.canParse(location, url) ? new URL(location, url).href : refuseAddress('not an address'), ports)
  }
}

/**
 * Asks one web address of the public internet and gives the bytes of its answer. Private, loopback, link-local and other special addresses are
 * refused before anything is sent, redirects are held to the same rules, and time and size are bounded. Throws RELAY_ADDRESS_REFUSED, RELAY_FAILED.
 */
export async function exchange(address: string, message: Message, ports: ExchangePorts = NETWORK): Promise<Uint8Array> {
  try {
    return await follow(address, message, AbortSignal.timeout(ports.patience), ports)
  } catch (error) {
    if (error instanceof CodedError) throw error
    fail('no answer came')
  }
}
