import * as z from 'zod/mini'
import { hashSchema } from '../core/consent/fact.ts'
import { presentedCertificateSchema } from './service.ts'
import { codeSchema } from './session.ts'

const base64 = z.string().check(z.maxLength(400_000), z.regex(/^[A-Za-z0-9+/]*={0,2}$/))
const valuesSchema = z.record(z.string().check(z.maxLength(64)), z.string().check(z.maxLength(4000)))

export const offerStateSchema = z.enum(['waiting', 'sent', 'opened', 'code-sent', 'accepted', 'declined', 'ended', 'lapsed', 'withdrawn'])
export type OfferState = z.infer<typeof offerStateSchema>

/** What a party can do now: sign · give its details · wait for others' details · wait for its turn · nothing more. */
export const offerStageSchema = z.enum(['sign', 'details', 'others', 'turn', 'over'])
export type OfferStage = z.infer<typeof offerStageSchema>

/** One of the parties as every other party sees it: never an address. */
export const offerPartySchema = z.object({
  party: z.string(),
  role: z.string(),
  /** As the contract's particulars say; null before they are given. */
  name: z.nullable(z.string()),
  turn: z.number(),
  state: offerStateSchema,
  hasGiven: z.boolean(),
  isTurn: z.boolean(),
})
export type OfferParty = z.infer<typeof offerPartySchema>

/** What the holder of the link sees. `document` is the canonical contract document to the letter. */
export const offerViewSchema = z.object({
  offer: z.string(),
  party: z.string(),
  state: offerStateSchema,
  seller: z.string(),
  sentAt: z.string(),
  replyBy: z.nullable(z.string()),
  /** The address that the code goes to and the name the seller gave, so that the buyer can check them: the link was sent to it. */
  email: z.string(),
  name: z.nullable(z.string()),
  document: z.string(),
  documentHash: hashSchema,
  publication: base64,
  stage: offerStageSchema,
  /** Everybody who signs, in order of turns. */
  parties: z.array(offerPartySchema),
  /** With several signatories: everybody's particulars as far as they are given, and their salt once all are there. null with one signatory. */
  particulars: z.nullable(z.object({ values: valuesSchema, salt: z.nullable(hashSchema), isFixed: z.boolean() })),
  demo: z.boolean(),
})
export type OfferView = z.infer<typeof offerViewSchema>

export const challengeRequestSchema = z.object({ keyThumbprint: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)) })
export const challengeAnswerSchema = z.object({ challenge: z.string(), expiresAt: z.string() })

/** Characters of a recorded consent region. */
export const MAX_SNAPSHOT = 100_000

export const intentRequestSchema = z.object({
  statement: z.string().check(z.maxLength(20_000)),
  values: valuesSchema,
  salt: hashSchema,
  claims: z.record(z.string(), z.unknown()),
  claimsSalt: hashSchema,
  /** The consent region as it stood at the press, whose hash the statement names. Pages of an earlier build do not send it. */
  snapshot: z.optional(z.nullable(z.string().check(z.maxLength(MAX_SNAPSHOT)))),
})
export type IntentRequest = z.infer<typeof intentRequestSchema>
export const intentSchema = z.object({ statementHash: hashSchema, state: z.enum(['code-sent', 'certified', 'accepted']), maskedEmail: z.string(), expiresAt: z.string() })
export type Intent = z.infer<typeof intentSchema>

export const particularsRequestSchema = z.object({ values: valuesSchema })

/** Either a request for a one-time key, or the certificate of a key that has one. */
export const certificateRequestSchema = z.object({ code: codeSchema, request: z.optional(base64), presented: z.optional(presentedCertificateSchema) })

export const refusalRequestSchema = z.object({
  statement: z.string().check(z.maxLength(20_000)),
  claims: z.record(z.string(), z.unknown()),
  claimsSalt: hashSchema,
})

export const seenRequestSchema = z.object({ event: z.enum(['displayed', 'accessed']) })
export const noticeEventSchema = z.object({ event: z.enum(['displayed', 'accessed']), inView: z.nullable(z.boolean()) })
export const noticeViewSchema = z.object({ version: z.string(), document: z.string(), documentHash: hashSchema, seller: z.string() })
export type NoticeView = z.infer<typeof noticeViewSchema>
