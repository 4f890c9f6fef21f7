import * as z from 'zod/mini'
import { hashSchema, identifierSchema } from '../consent/fact.ts'

/**
 * Every kind of thing that a contract's history can hold. `displayed` and `accessed` are notice and never assent;
 * only `agreed` and `re-accepted` are acceptances.
 */
export const EVENT_KINDS = [
  'drafted',
  'published',
  'offered',
  'delivered',
  'displayed',
  'accessed',
  'code-sent',
  'code-failed',
  'certificate-issued',
  'agreed',
  'declined',
  'withdrawn',
  're-accepted',
  'signature-discarded',
  'validation-data-added',
  'copy-sent',
  'lapsed',
  'offer-withdrawn',
  'erased',
  'archive-extended',
  'certificate-presented',
  'particulars-given',
  'invited',
  'reminded',
  'notice-sent',
  'edited',
  'delivery-failed',
  'key-made',
  'code-locked',
  'upload-refused',
  'downloaded',
  'certificate-suspended',
  'certificate-restored',
  'certificate-revoked',
  'integrity-checked',
  'integrity-failed',
  'data-consent-given',
  'data-consent-withdrawn',
  'data-consent-refused',
  'order-accepted',
  'order-declined',
  'hold-placed',
  'hold-released',
  'retention-changed',
  'records-consent-withdrawn',
] as const

export const eventKindSchema = z.enum(EVENT_KINDS)
export type EventKind = z.infer<typeof eventKindSchema>

/** An instant of the server's clock, UTC, milliseconds. */
export const instantSchema = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/))

/** Who did it: a party of the contract, a visitor nobody identified, or the service itself. */
export const actorSchema = z.object({
  kind: z.enum(['party', 'visitor', 'service']),
  party: z.nullable(identifierSchema),
  person: z.nullable(identifierSchema),
})

/** A message's sending or receipt: when, by which rule, in which system, at which place (L15). */
export const passageSchema = z.object({
  instant: instantSchema,
  rule: z.enum(['vn-2023', 'vn-2005', 'un-ecc']),
  system: z.string().check(z.minLength(1), z.maxLength(200)),
  place: z.nullable(z.string().check(z.maxLength(300))),
})

const bytesBase64 = z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/))

/** What the server itself saw of the request. Personal: kept encrypted with the record. */
export const observationsSchema = z.object({
  receivedAt: instantSchema,
  address: z.nullable(z.string().check(z.maxLength(64))),
  agent: z.nullable(z.string().check(z.maxLength(400))),
  secure: z.boolean(),
  requestHash: z.nullable(hashSchema),
})

/** How it was shown who acted, and exactly what was shown by it. */
export const identityProofSchema = z.object({
  method: z.enum(['own-certificate', 'mail-code', 'asserted-by-host', 'none']),
  at: z.nullable(instantSchema),
  /** The mail address that was proven; null when none was. */
  address: z.nullable(z.string().check(z.maxLength(254))),
  /** True when the code could be read in the demo's outbox: then it proves nothing about a real mailbox. */
  demo: z.boolean(),
})

export const noticeSchema = z.object({
  /** Whether the notice was in view without scrolling; null when it could not be measured. */
  inView: z.nullable(z.boolean()),
  assent: z.literal(false),
})

export const evidenceSchema = z.object({
  statement: z.nullable(z.string()),
  claims: z.nullable(z.object({ salt: hashSchema, values: z.record(z.string(), z.unknown()) })),
  identityProof: z.nullable(identityProofSchema),
  certificateThumbprint: z.nullable(hashSchema),
  certificate: z.nullable(bytesBase64),
  fileHash: z.nullable(hashSchema),
  timestampToken: z.nullable(bytesBase64),
  sent: z.nullable(passageSchema),
  received: z.nullable(passageSchema),
  notice: z.nullable(noticeSchema),
  reason: z.nullable(z.string().check(z.maxLength(1000))),
})
