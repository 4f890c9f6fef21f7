import * as z from 'zod/mini'
import { hashSchema } from '../core/consent/fact.ts'
import { originSchema } from './agreement.ts'
import { languageSchema } from './session.ts'

const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))
const token = z.string().check(z.minLength(1), z.maxLength(100))

/** Where a person is asked: by the link of an offer, on an agreement's page or in its frame, or again by the link of what it decided before. */
export const dataPlaceSchema = z.union([
  z.object({ kind: z.literal('offer'), token }),
  z.object({ kind: z.literal('agreement'), agreement: id, subject: z.nullable(z.string().check(z.maxLength(8000))), origin: z.nullable(originSchema) }),
  z.object({ kind: z.literal('kept'), token }),
])
export type DataPlace = z.infer<typeof dataPlaceSchema>

export const dataConsentEventSchema = z.enum(['given', 'changed', 'withdrawn', 'refused'])

export const dataActSchema = z.object({
  event: dataConsentEventSchema,
  at: z.string(),
  claimedTime: z.string(),
  statementHash: hashSchema,
  recordHash: hashSchema,
  choices: z.record(z.string(), z.boolean()),
  statement: z.string(),
  jws: z.string(),
})
export type DataAct = z.infer<typeof dataActSchema>

/** What a person is asked and what it has decided so far. */
export const dataConsentViewSchema = z.object({
  /** null while nothing was decided. */
  consent: z.nullable(id),
  /** Opens the page of these decisions; known to the person and to nobody else. */
  token: z.nullable(z.string()),
  title: z.string(),
  seller: z.string(),
  language: languageSchema,
  /** The canonical contract document whose notice this is; null where the version has none. */
  document: z.nullable(z.string()),
  documentHash: hashSchema,
  acts: z.array(dataActSchema),
  /** ISO/IEC TS 27560 fields, and the same signed by the service (JWS). null while nothing was decided. */
  record: z.nullable(z.record(z.string(), z.unknown())),
  receipt: z.nullable(z.string()),
})
export type DataConsentView = z.infer<typeof dataConsentViewSchema>

export const dataStandingRequestSchema = z.object({ place: dataPlaceSchema })
export const dataChallengeRequestSchema = z.object({ place: dataPlaceSchema, keyThumbprint: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) })
export const dataChallengeSchema = z.object({ challenge: z.string() })
export const dataConsentRequestSchema = z.object({ place: dataPlaceSchema, jws: z.string().check(z.maxLength(20_000)) })

/** For the seller: how many stand behind each purpose, and each person's latest decision without its name. */
export const dataConsentListSchema = z.object({
  purposes: z.array(z.object({ id: z.string(), why: z.string(), given: z.number(), withdrawn: z.number() })),
  consents: z.array(z.object({ consent: id, offer: z.nullable(id), at: z.string(), event: dataConsentEventSchema, choices: z.record(z.string(), z.boolean()), statementHash: hashSchema })),
})
export type DataConsentList = z.infer<typeof dataConsentListSchema>
