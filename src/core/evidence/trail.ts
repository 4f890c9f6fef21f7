import * as z from 'zod/mini'
import { actSchema, hashSchema, identifierSchema, presentationSchema } from '../consent/fact.ts'
import { actorSchema, eventKindSchema, identityProofSchema, instantSchema, passageSchema } from './event.ts'

export const TRAIL_SCHEMA = 'countersign/audit-trail/3'

/** One moment of a contract's life; see SPEC.md, T1 … T3. */
export const trailEventSchema = z.object({
  sequence: z.number(),
  event: eventKindSchema,
  actor: actorSchema,
  /** Whose it is: the party that acted, or whose offer the event is about. */
  party: z.nullable(identifierSchema),
  identity: z.nullable(identityProofSchema),
  presentation: z.nullable(presentationSchema),
  act: z.nullable(actSchema),
  version: z.nullable(z.string()),
  documentHash: z.nullable(hashSchema),
  statementHash: z.nullable(hashSchema),
  fileHash: z.nullable(hashSchema),
  certificateThumbprint: z.nullable(hashSchema),
  reason: z.nullable(z.string()),
  /** Of a change of retention: until when the contract is kept at least; null while its rule names no day. */
  keptUntil: z.nullable(instantSchema),
  notice: z.nullable(z.object({ inView: z.nullable(z.boolean()) })),
  from: z.nullable(z.object({ address: z.nullable(z.string()), agent: z.nullable(z.string()), secure: z.boolean() })),
  times: z.object({
    claimed: z.nullable(z.string()),
    observed: instantSchema,
    timestamped: z.nullable(instantSchema),
    sent: z.nullable(passageSchema),
    received: z.nullable(passageSchema),
  }),
  /** What was observed of others is kept from a party. */
  withheld: z.boolean(),
  recordHash: hashSchema,
  previous: z.nullable(hashSchema),
  /** A `.tlog-proof` about this record; null until the log has it. */
  proof: z.nullable(z.string()),
})
export type TrailEvent = z.infer<typeof trailEventSchema>

export const trailSchema = z.object({
  schema: z.literal(TRAIL_SCHEMA),
  contract: identifierSchema,
  title: z.string(),
  number: z.string(),
  language: z.enum(['vi', 'en']),
  madeAt: instantSchema,
  /** Whose trail it is: null for the seller's, which has everything. */
  reader: z.nullable(identifierSchema),
  parties: z.array(
    z.object({
      id: identifierSchema,
      role: z.string(),
      name: z.nullable(z.string()),
      /** `+07:00`, as the party's own clock had it at its answer; null while nothing told it. */
      zone: z.nullable(z.string()),
    }),
  ),
  /** Verifier keys of the log's origins, newest first. */
  verifiers: z.array(z.string()),
  events: z.array(trailEventSchema),
})
export type Trail = z.infer<typeof trailSchema>

/** Day and clock of an instant where `zone` (`+07:00`) is the time of day: pure, for files that must be the same everywhere. */
export function inZone(instant: string, zone: string): { readonly day: string; readonly clock: string } {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  const shift = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  const text = new Date(Date.parse(instant) + shift).toISOString()
  return { day: text.slice(0, 10), clock: text.slice(11, 19) }
}
