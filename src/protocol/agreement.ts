import * as z from 'zod/mini'
import { actSchema, hashSchema, identitySchema, presentationSchema } from '../core/consent/fact.ts'
import { recordsConsentSchema } from './records-consent.ts'
import { languageSchema } from './session.ts'

const text = (maximum: number) => z.string().check(z.minLength(1), z.maxLength(maximum))
const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))
export const versionNumberSchema = z.string().check(z.regex(/^[1-9]\d{0,3}\.\d{1,4}$/))
export const versionStateSchema = z.enum(['draft', 'scheduled', 'active', 'retired'])
export type AgreementState = z.infer<typeof versionStateSchema>
/** Scheme, host and port of a page that may show an agreement. */
export const originSchema = z.string().check(z.maxLength(200), z.regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/))

/** What an order is for, as the host's server signed it. */
export const orderSchema = z.object({
  lines: z.array(z.object({ name: text(200), quantity: text(40), price: text(40) })).check(z.minLength(1), z.maxLength(60)),
  delivery: z.nullable(z.string().check(z.maxLength(300))),
  payment: z.nullable(z.string().check(z.maxLength(300))),
  total: z.object({ amount: z.string().check(z.regex(/^\d{1,15}(\.\d{1,2})?$/)), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) }),
})
export type Order = z.infer<typeof orderSchema>

export const versionSummarySchema = z.object({
  number: versionNumberSchema,
  kind: z.enum(['major', 'minor']),
  state: versionStateSchema,
  /** The contract that is this version's text. */
  contract: id,
  publishedAt: z.nullable(z.string()),
  activeFrom: z.nullable(z.string()),
  retiredAt: z.nullable(z.string()),
  documentHash: z.nullable(hashSchema),
  presentation: z.nullable(presentationSchema),
  /** How many stand behind it; null on the public page. */
  acceptances: z.nullable(z.number()),
})
export type VersionSummary = z.infer<typeof versionSummarySchema>

/** What anyone may know of an agreement. */
export const agreementViewSchema = z.object({
  agreement: id,
  title: z.string(),
  seller: z.string(),
  language: languageSchema,
  /** Published versions, newest first. */
  versions: z.array(versionSummarySchema),
  active: z.nullable(versionNumberSchema),
  origins: z.array(originSchema),
})
export type AgreementView = z.infer<typeof agreementViewSchema>

export const versionViewSchema = z.object({ number: versionNumberSchema, version: id, state: versionStateSchema, document: z.string(), documentHash: hashSchema })
export type VersionView = z.infer<typeof versionViewSchema>

export const clickChallengeRequestSchema = z.object({
  number: versionNumberSchema,
  keyThumbprint: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  /** The host's signed subject (JWT, HS256); null for a visitor of our own page. */
  subject: z.nullable(z.string().check(z.maxLength(8000))),
  /** The page that shows the frame; null on our own page. */
  origin: z.nullable(originSchema),
})
export const clickChallengeSchema = z.object({ challenge: z.string(), expiresAt: z.string() })

/** What is known of who is about to be asked. */
export const standingRequestSchema = z.object({ subject: z.nullable(z.string().check(z.maxLength(8000))), origin: z.nullable(originSchema) })
export const standingSchema = z.object({
  subject: z.nullable(z.string()),
  order: z.nullable(orderSchema),
  /** The latest acceptance that stands; null when there is none. */
  accepted: z.nullable(z.object({ number: versionNumberSchema, at: z.string() })),
  /** Whether the version in force must be accepted (anew). */
  isAsked: z.boolean(),
})
export type Standing = z.infer<typeof standingSchema>

const claims = z.record(z.string(), z.unknown())
/** One of them: a JWS for an acceptance, a bare statement for a decline, which no key signs. */
export const acceptanceRequestSchema = z.object({
  jws: z.nullable(z.string().check(z.maxLength(40_000))),
  statement: z.nullable(z.string().check(z.maxLength(20_000))),
  salt: hashSchema,
  claims,
  claimsSalt: hashSchema,
  /** The consent region as it stood at the press; its hash is in the statement. */
  snapshot: z.nullable(z.string().check(z.maxLength(100_000))),
  subject: z.nullable(z.string().check(z.maxLength(8000))),
  origin: z.nullable(originSchema),
})
export type AcceptanceRequest = z.infer<typeof acceptanceRequestSchema>

/** Several agreements that were asked at one place: all are taken, or none. */
export const acceptTogetherRequestSchema = z.object({ acceptances: z.array(z.object({ agreement: id, request: acceptanceRequestSchema })).check(z.minLength(1), z.maxLength(8)) })

export const clickReceiptSchema = z.object({
  acceptance: id,
  /** Opens the readable record; known to who accepted and to nobody else. */
  token: z.string(),
  agreement: id,
  number: versionNumberSchema,
  event: z.enum(['agreed', 're-accepted', 'declined', 'withdrawn']),
  at: z.string(),
  /** The same facts, signed by the service (JWS, ES256; keys at /.well-known/jwks.json). */
  receipt: z.string(),
})
export type ClickReceipt = z.infer<typeof clickReceiptSchema>

/** What became of an order, which is the buyer's offer: until when the seller may answer, and whether it did. */
export const orderReplySchema = z.object({ until: z.string(), isDefault: z.boolean(), event: z.nullable(z.enum(['accepted', 'declined', 'lapsed'])), at: z.nullable(z.string()) })
export type OrderReply = z.infer<typeof orderReplySchema>

/** One act in the life of an acceptance, with its record and the record's `.tlog-proof` (null until the log has it). */
export const clickEventSchema = z.object({
  event: z.enum(['agreed', 're-accepted', 'declined', 'withdrawn', 'order-accepted', 'order-declined', 'records-consent-withdrawn']),
  number: versionNumberSchema,
  at: z.string(),
  /** Whether it is about this acceptance, not another one of the same subject. */
  isThis: z.boolean(),
  recordHash: z.nullable(hashSchema),
  proof: z.nullable(z.string()),
})
export type ClickEvent = z.infer<typeof clickEventSchema>

/** Everything of one acceptance, for who holds its link. */
export const acceptanceViewSchema = z.object({
  acceptance: id,
  agreement: id,
  title: z.string(),
  seller: z.string(),
  number: versionNumberSchema,
  language: languageSchema,
  event: z.enum(['agreed', 're-accepted', 'declined', 'withdrawn']),
  at: z.string(),
  claimedTime: z.string(),
  /** Claimed minus received, in seconds. */
  clockDifference: z.number(),
  presentation: presentationSchema,
  act: actSchema,
  identity: identitySchema,
  subject: z.nullable(z.string()),
  origin: z.nullable(z.string()),
  order: z.nullable(orderSchema),
  orderReply: z.nullable(orderReplySchema),
  statement: z.string(),
  statementHash: hashSchema,
  jws: z.nullable(z.string()),
  snapshot: z.nullable(z.string()),
  document: z.string(),
  documentHash: hashSchema,
  recordHash: hashSchema,
  receipt: z.string(),
  history: z.array(clickEventSchema),
  recordsConsent: recordsConsentSchema,
  withdrawal: z.nullable(z.object({ until: z.nullable(z.string()), at: z.nullable(z.string()), receipt: z.nullable(z.string()) })),
})
export type AcceptanceView = z.infer<typeof acceptanceViewSchema>

export const acceptanceSummarySchema = z.object({
  acceptance: id,
  number: versionNumberSchema,
  event: z.enum(['agreed', 're-accepted', 'declined', 'withdrawn']),
  at: z.string(),
  subject: z.nullable(z.string()),
  presentation: presentationSchema,
  act: actSchema,
  identity: identitySchema,
  statementHash: hashSchema,
  documentHash: hashSchema,
  recordHash: hashSchema,
  withdrawnAt: z.nullable(z.string()),
  /** Since when notices no longer go by electronic means. */
  recordsWithdrawnAt: z.nullable(z.string()),
})
/** Accepted with a contract, by the signature over both: in which version, by which mailbox. */
export const alongsideAcceptanceSchema = z.object({
  contract: id,
  contractNumber: z.string(),
  number: versionNumberSchema,
  email: z.string(),
  at: z.string(),
  statementHash: hashSchema,
  recordHash: hashSchema,
})
export type AlongsideAcceptance = z.infer<typeof alongsideAcceptanceSchema>
export const acceptanceListSchema = z.object({ acceptances: z.array(acceptanceSummarySchema) })
/** Everybody who accepted: by a click, and with a contract. */
export const acceptorListSchema = z.extend(acceptanceListSchema, { alongside: z.array(alongsideAcceptanceSchema) })
export type AcceptorList = z.infer<typeof acceptorListSchema>
export type AcceptanceSummary = z.infer<typeof acceptanceSummarySchema>

/** The seller's side. */
export const agreementDetailSchema = z.object({
  agreement: id,
  title: z.string(),
  language: languageSchema,
  origins: z.array(originSchema),
  webhook: z.nullable(z.string()),
  /** News that have not come to that address: still tried, and given up. */
  news: z.object({ trying: z.number(), failed: z.number() }),
  versions: z.array(versionSummarySchema),
  address: z.string(),
})
export type AgreementDetail = z.infer<typeof agreementDetailSchema>
export const agreementListSchema = z.object({ agreements: z.array(agreementDetailSchema) })
export const agreementRequestSchema = z.object({ title: text(120), language: languageSchema })
export const nextVersionRequestSchema = z.object({ kind: z.enum(['major', 'minor']) })
export const activationRequestSchema = z.object({ activeFrom: z.nullable(z.iso.datetime({ offset: true })) })
export const agreementSettingsSchema = z.object({ origins: z.array(originSchema).check(z.maxLength(20)), webhook: z.nullable(z.string().check(z.maxLength(500), z.regex(/^https?:\/\/\S+$/))) })
/** Shown once: the secret that signs subjects and asks for look-ups, and the one that signs webhooks. */
export const agreementSecretSchema = z.object({ hostSecret: z.string(), webhookSecret: z.string() })
export type AgreementSecret = z.infer<typeof agreementSecretSchema>
