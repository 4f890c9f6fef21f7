import * as z from 'zod/mini'

/** One table of the database: whom it is about, what for, how long, and which of its columns are sealed. */
export const dataMapEntrySchema = z.object({
  table: z.string(),
  about: z.enum(['nobody', 'seller', 'parties', 'visitor']),
  purpose: z.enum(['service', 'keys', 'certification', 'account', 'contract', 'evidence', 'mail']),
  retention: z.enum(['service', 'hours', 'contract', 'until-erased', 'sent', 'forever']),
  /** The rules that end it: after how many days, counted from when, and what happens then. */
  rules: z.array(z.object({
    days: z.number(),
    from: z.enum(['ended', 'created', 'sent', 'changed', 'concluded', 'accepted']),
    end: z.enum(['delete', 'strip', 'destroy-key']),
    /** Why that long. */
    basis: z.object({ vi: z.string(), en: z.string() }),
  })),
  sealed: z.array(z.string()),
  plain: z.array(z.string()),
})
export type DataMapEntry = z.infer<typeof dataMapEntrySchema>
/** Why something is kept although its person asked for its erasure. */
export const retentionReasonSchema = z.enum(['CONCLUDED_CONTRACT', 'SIGNATURE_GIVEN', 'OPEN_OFFER', 'OWN_CONTRACT', 'LEGAL_HOLD'])
export type RetentionReasonCode = z.infer<typeof retentionReasonSchema>

/** Hash-linked records that tell of a person and stay sealed until their contract's time ends: `until` null while an offer is open or the contract is held. */
export const keptRecordsSchema = z.object({ until: z.nullable(z.string()), isHeld: z.boolean(), basis: z.object({ vi: z.string(), en: z.string() }) })
export type KeptRecords = z.infer<typeof keptRecordsSchema>

/** What became of each thing that is stored of a person. */
export const erasureAnswerSchema = z.object({
  outcomes: z.array(z.object({
    kind: z.enum(['offer', 'acceptance', 'data-consent', 'contract-of-yours']), title: z.string(), outcome: z.enum(['erased', 'refused']), reason: z.nullable(retentionReasonSchema), until: z.nullable(z.string()),
    /** Of a contract that was sent; null where the records hold hashes alone. */
    records: z.nullable(keptRecordsSchema),
  })),
})
export type ErasureAnswer = z.infer<typeof erasureAnswerSchema>

export const dataMapSchema = z.object({ tables: z.array(dataMapEntrySchema) })
