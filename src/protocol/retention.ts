import * as z from 'zod/mini'

/** How far ahead a contract's own time of keeping may lie, in years. */
export const LONGEST_KEEPING_YEARS = 100

const sentence = z.object({ vi: z.string(), en: z.string() })

/** When a contract will be erased, by which rule, and what stands against it. */
export const retentionViewSchema = z.object({
  rule: z.object({ id: z.enum(['draft', 'unconcluded', 'concluded']), days: z.number(), what: sentence, basis: sentence }),
  /** When it will be erased; null while no day is known: an offer is open, it is held, or it is a version of an agreement. */
  erasedAt: z.nullable(z.string()),
  /** By the rule alone. */
  ruleEnd: z.nullable(z.string()),
  ownUntil: z.nullable(z.string()),
  /** The earliest that the contract's own time may be. */
  earliest: z.string(),
  heldSince: z.nullable(z.string()),
  isOpen: z.boolean(),
  isVersionOfAgreement: z.boolean(),
})
export type RetentionView = z.infer<typeof retentionViewSchema>

/** A day, on which the contract is still kept; null for the rule's. */
export const retentionRequestSchema = z.object({ until: z.nullable(z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))) })
export type RetentionRequest = z.infer<typeof retentionRequestSchema>
