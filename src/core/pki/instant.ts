import type { DerNode } from '../bytes/der.ts'
import { encodeDer, encodeGeneralizedTime } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import type { PkiErrorCode } from './error.ts'

// DER has seconds and Z; older certificates leave seconds out or name an offset (X.690 §11.7, §11.8 against X.680 §46, §47).
const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?()(Z|[+-]\d{4})$/
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,](\d{1,9}))?(Z|[+-]\d{4})$/

function malformed(offset: number): never {
  throw new CodedError<PkiErrorCode>('TIME_MALFORMED', 'not a time as DER writes it', { offset })
}

/** Milliseconds of `+hhmm`. */
function offsetOf(zone: string, at: number): number {
  if (zone === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3))]
  if (hours > 14 || minutes > 59) malformed(at)
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** Epoch milliseconds of a UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5), older forms with an offset or without seconds too. Throws TIME_MALFORMED. */
export function readInstant(node: DerNode | undefined): number {
  if (!node || (node.tag !== 0x17 && node.tag !== 0x18)) malformed(node?.start ?? 0)
  const match = (node.tag === 0x17 ? UTC_TIME : GENERALIZED_TIME).exec(decodeLatin1(node.content.subarray(0, 32)))
  if (!match || node.content.length > 32) malformed(node.start)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0)) as [number, number, number, number, number, number]
  const fullYear = node.tag === 0x18 ? year : year < 50 ? 2000 + year : 1900 + year
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const instant = Date.UTC(fullYear, month - 1, day, hour, minute, second, fraction)
  const read = new Date(instant)
  const isReal = fullYear >= 100 && read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  if (!isReal) malformed(node.start)
  return instant - offsetOf(match[8]!, node.start)
}

/** Time as certificates and CRLs write it: UTCTime until 2049, then GeneralizedTime; whole seconds. */
export function encodeTime(instant: number): Uint8Array<ArrayBuffer> {
  const text = new Date(instant).toISOString()
  const year = Number(text.slice(0, 4))
  if (year < 1950 || year >= 2050) return encodeGeneralizedTime(instant)
  return encodeDer(0x17, encodeLatin1(`${text.slice(2, 19).replace(/[-:T]/g, '')}Z`))
}
