import { CodedError } from '../../core/bytes/error.ts'
import type { SettingErrorCode } from '../settings.ts'

/** How long, and how firmly, the store itself keeps every file from being overwritten or removed (S3 Object Lock). */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE'
  readonly days: number
}

/** Where files are kept in an S3-compatible store. */
export interface S3Address {
  readonly endpoint: URL
  readonly region: string
  readonly bucket: string
  /** Before every name; empty, or with a slash at its end. */
  readonly prefix: string
  readonly retention: Retention | null
}

const MODES: Readonly<Record<string, Retention['mode']>> = { governance: 'GOVERNANCE', compliance: 'COMPLIANCE' }
const MAX_DAYS = 36_500

function fail(what: string): never {
  throw new CodedError<SettingErrorCode>('SETTING_MALFORMED', `BLOBS does not have the right form: ${what}`)
}

function parseRetention(query: URLSearchParams): Retention | null {
  const [lock, days] = [query.get('lock'), query.get('days')]
  if (lock === null && days === null) return null
  const mode = lock === null ? undefined : MODES[lock]
  const count = Number(days)
  if (!mode || !Number.isInteger(count) || count < 1 || count > MAX_DAYS) fail('lock is governance or compliance, with days')
  return { mode, days: count }
}

/** Reads `s3://bucket/prefix?endpoint=https://…&region=…&lock=compliance&days=3650`. Throws SETTING_MALFORMED, naming the part and never a value. */
export function parseS3Address(text: string): S3Address {
  if (!URL.canParse(text)) fail('it is no address')
  const url = new URL(text)
  if (url.protocol !== 's3:' || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) fail('bucket')
  const known = ['endpoint', 'region', 'lock', 'days']
  if ([...url.searchParams.keys()].some((name) => !known.includes(name)) || url.username !== '' || url.password !== '') fail('only endpoint, region, lock and days may be given')
  const region = url.searchParams.get('region') ?? 'us-east-1'
  if (!/^[a-z0-9-]{1,40}$/.test(region)) fail('region')
  const endpoint = url.searchParams.get('endpoint') ?? ''
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) fail('endpoint is needed')
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '')
  if (!/^[A-Za-z0-9._/-]*$/.test(prefix)) fail('prefix')
  return { endpoint: new URL(endpoint), region, bucket: url.hostname, prefix: prefix === '' ? '' : `${prefix}/`, retention: parseRetention(url.searchParams) }
}
