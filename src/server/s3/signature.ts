import { createHash, createHmac } from 'node:crypto'

export interface Credentials {
  readonly accessKey: string
  readonly secretKey: string
}

export interface UnsignedRequest {
  readonly method: 'GET' | 'PUT' | 'HEAD' | 'DELETE'
  readonly url: URL
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** SHA-256 of the body, hex. */
  readonly bodyHash: string
}

const SERVICE = 's3'
const ALGORITHM = 'AWS4-HMAC-SHA256'

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest()
/** RFC 3986: everything but unreserved letters is escaped. */
const escape = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

/** The canonical request of Signature Version 4 and the names of the headers it covers. */
function canonicalize({ method, url, headers, bodyHash }: UnsignedRequest): { text: string; names: string } {
  const path = url.pathname.split('/').map((part) => escape(decodeURIComponent(part))).join('/')
  const query = [...url.searchParams].map(([name, value]) => `${escape(name)}=${escape(value)}`).sort().join('&')
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
  const names = sorted.map(([name]) => name).join(';')
  const lines = sorted.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`).join('')
  return { text: [method, path, query, lines, names, bodyHash].join('\n'), names }
}

/** All headers of the request with its authorization: Signature Version 4 with the signed body's hash, at `now` (epoch milliseconds). */
export function signRequest(request: UnsignedRequest, { accessKey, secretKey }: Credentials, region: string, now: number): Record<string, string> {
  const instant = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = instant.slice(0, 8)
  const headers = { ...request.headers, host: request.url.host, 'x-amz-content-sha256': request.bodyHash, 'x-amz-date': instant }
  const { text, names } = canonicalize({ ...request, headers })
  const scope = `${day}/${region}/${SERVICE}/aws4_request`
  const key = [region, SERVICE, 'aws4_request'].reduce<Buffer>((before, part) => mac(before, part), mac(`AWS4${secretKey}`, day))
  const signature = mac(key, [ALGORITHM, instant, scope, hash(text)].join('\n')).toString('hex')
  return { ...headers, authorization: `${ALGORITHM} Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}` }
}
