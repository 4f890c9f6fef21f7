import * as z from 'zod/mini'
import { MAX_PARTIES, partyIdSchema } from '../core/contract/document.ts'
import { hashSchema } from '../core/consent/fact.ts'
import { offerStateSchema } from './offer.ts'
import { presentedCertificateSchema } from './service.ts'
import { emailSchema, languageSchema } from './session.ts'

export const contractStateSchema = z.enum(['draft', 'published', 'offered', 'concluded', 'declined', 'lapsed', 'withdrawn'])
export type ContractState = z.infer<typeof contractStateSchema>
export const templateSchema = z.enum(['sale-of-goods', 'services', 'terms-of-service', 'co-ownership', 'own-file'])

/** The last letter to a party, where the mail system did not take it. `refused`: for good · `given-up`: after the last attempt · `trying`: again at `nextAt`. */
export const offerMailSchema = z.object({ state: z.enum(['refused', 'given-up', 'trying']), reply: z.nullable(z.number()), nextAt: z.nullable(z.string()) })
export type OfferMail = z.infer<typeof offerMailSchema>

export const offerSummarySchema = z.object({
  id: z.string(),
  /** Offers made together, over one file. */
  round: z.string(),
  turn: z.number(),
  hasGiven: z.boolean(),
  isInvited: z.boolean(),
  remindedAt: z.nullable(z.string()),
  party: z.string(),
  email: z.string(),
  name: z.nullable(z.string()),
  state: offerStateSchema,
  link: z.string(),
  sentAt: z.string(),
  answeredAt: z.nullable(z.string()),
  fileHash: z.nullable(hashSchema),
  /** How often the signed file was extended for the archive since. */
  extensions: z.number(),
  /** Null where its letters were taken, or none is under way. */
  mail: z.nullable(offerMailSchema),
})
export type OfferSummary = z.infer<typeof offerSummarySchema>

export const contractSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  /** For people, `2026/11-0001`: given with the draft. */
  number: z.string(),
  version: z.nullable(z.string()),
  template: templateSchema,
  language: languageSchema,
  state: contractStateSchema,
  updatedAt: z.string(),
  /** When it was first sent to a party, and when the last answer that it needed was received; null before. */
  sentAt: z.nullable(z.string()),
  concludedAt: z.nullable(z.string()),
  replyBy: z.nullable(z.string()),
  total: z.nullable(z.object({ amount: z.string(), currency: z.string() })),
  parties: z.array(z.object({ name: z.string(), state: z.nullable(offerStateSchema), /** Its mail was not taken. */ unreached: z.boolean() })),
})
export type ContractSummary = z.infer<typeof contractSummarySchema>

export const contractDetailSchema = z.object({
  summary: contractSummarySchema,
  revision: z.number(),
  /** The draft as last saved, canonical JSON of a contract document without its publication facts; null once published. */
  draft: z.nullable(z.string()),
  published: z.nullable(z.object({ version: z.string(), versionId: z.string(), document: z.string(), documentHash: hashSchema, publication: z.string(), publishedAt: z.string() })),
  offers: z.array(offerSummarySchema),
})
export type ContractDetail = z.infer<typeof contractDetailSchema>

/** What the service found in a seller's own PDF. */
export const ownFileAnswerSchema = z.object({ hash: hashSchema, size: z.number(), pages: z.number(), signatureCount: z.number() })
export type OwnFileAnswer = z.infer<typeof ownFileAnswerSchema>

export const contractListSchema = z.object({ contracts: z.array(contractSummarySchema) })
export const contractRequestSchema = z.object({ template: templateSchema, language: languageSchema })
export const draftRequestSchema = z.object({ revision: z.number().check(z.int(), z.gte(0)), document: z.string().check(z.maxLength(1_000_000)) })
export const draftAnswerSchema = z.object({ revision: z.number() })
export const publicationRequestSchema = z.object({ revision: z.number().check(z.int(), z.gte(0)) })
export const publicationAnswerSchema = z.object({ document: z.string() })
export const publicationCertificateRequestSchema = z.object({ documentHash: hashSchema, request: z.optional(z.string().check(z.maxLength(20_000))), presented: z.optional(presentedCertificateSchema) })
export const publicationSchema = z.object({ document: z.string().check(z.maxLength(1_000_000)), signature: z.string().check(z.maxLength(100_000)) })
const recipientSchema = z.object({ email: emailSchema, name: z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(200))) })
/** To the one other signatory, or to each of several by its id in the document. */
export const offerRequestSchema = z.union([
  z.object({ parties: z.array(z.extend(recipientSchema, { party: partyIdSchema })).check(z.minLength(1), z.maxLength(MAX_PARTIES)) }),
  recipientSchema,
])
export type OfferRequest = z.infer<typeof offerRequestSchema>
export const recordsAnswerSchema = z.object({ records: z.array(z.object({ hash: hashSchema, record: z.string(), offer: z.nullable(z.string()) })) })
