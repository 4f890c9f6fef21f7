import * as z from 'zod/mini'
import { encodeCanonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts'
import { CodedError } from '../bytes/error.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/text.ts'
import { hashSchema } from '../consent/fact.ts'
import type { EventKind } from './event.ts'

/** Entries written before 2026-11-25 are of the first form. */
export const FIRST_ENTRY_SCHEMA = 'countersign/entry/1'
export const ENTRY_SCHEMA = 'countersign/entry/2'
export const LOG_START_SCHEMA = 'countersign/log-start/1'

/** What an entry stands for. In the first form every record was a `record`. */
export const ENTRY_KINDS = [
  'record',
  'certificate',
  'publication',
  'offer',
  'delivery',
  'consent',
  'signature',
  'decline',
  'withdrawal',
  'erasure',
  'certificate-suspended',
  'certificate-restored',
  'certificate-revoked',
  'build',
] as const

/** The first form of an entry. */
export const firstEntrySchema = z.object({
  schema: z.literal(FIRST_ENTRY_SCHEMA),
  kind: z.enum(['record', 'certificate']),
  commitment: hashSchema,
})

/** What the public log holds of a record or certificate: its kind and a salted commitment, never personal data. */
export const entrySchema = z.object({
  schema: z.literal(ENTRY_SCHEMA),
  kind: z.enum(ENTRY_KINDS),
  commitment: hashSchema,
})
export type LogEntry = z.infer<typeof entrySchema> | z.infer<typeof firstEntrySchema>
export type EntryKind = (typeof ENTRY_KINDS)[number]

const anyEntrySchema = z.union([entrySchema, firstEntrySchema])

/** The first entry of a log that takes over from one that was lost: whose, and the last checkpoint known of it. */
export const logStartSchema = z.object({
  schema: z.literal(LOG_START_SCHEMA),
  previousOrigin: z.string().check(z.minLength(1), z.maxLength(300)),
  previousCheckpoint: z.string().check(z.maxLength(20_000)),
})
export type LogStart = z.infer<typeof logStartSchema>

const KIND_OF_EVENT: Readonly<Partial<Record<string, EntryKind>>> = {
  published: 'publication', offered: 'offer', delivered: 'delivery', agreed: 'consent', 're-accepted': 'consent', declined: 'decline', withdrawn: 'withdrawal', 'records-consent-withdrawn': 'withdrawal', erased: 'erasure',
} satisfies Partial<Record<EventKind, EntryKind>>

/** Which kind of entry a record gets: an acceptance that was signed with a certificate is a signature. */
export function entryKindOf(event: EventKind, act: string | null): EntryKind {
  const kind = KIND_OF_EVENT[event] ?? 'record'
  return kind === 'consent' && act === 'certificate-signature' ? 'signature' : kind
}

/** The entry's bytes: canonical JSON in UTF-8. */
export function encodeEntry(entry: LogEntry | LogStart): Uint8Array<ArrayBuffer> {
  return encodeUtf8(encodeCanonicalJson(entry.schema === LOG_START_SCHEMA ? logStartSchema.parse(entry) : anyEntrySchema.parse(entry)))
}

/** An entry from its bytes, only in the form that `encodeEntry` writes. Throws RECORD_MALFORMED. */
export function parseEntry(bytes: Uint8Array): LogEntry | LogStart {
  try {
    const text = decodeUtf8(bytes)
    const entry = z.union([anyEntrySchema, logStartSchema]).parse(parseCanonicalJson(text))
    if (encodeCanonicalJson(entry) === text) return entry
  } catch {
    // Said below.
  }
  throw new CodedError('RECORD_MALFORMED', 'not an entry of the log')
}

/** What an entry of kind `build` commits to: the name of a build is public, so it has no salt. */
export function commitBuild(build: string): string {
  return sha256Hex(encodeUtf8(build))
}
