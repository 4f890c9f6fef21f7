import * as z from 'zod/mini'

/** A right to withdraw from a signed contract: until when, or how it was used. */
export const contractWithdrawalSchema = z.object({
  /** null where the version grants none, or nothing was concluded. */
  until: z.nullable(z.string()),
  /** When it was withdrawn from; null while it was not. */
  at: z.nullable(z.string()),
  /** Acknowledges content, date and time (JWS). */
  receipt: z.nullable(z.string()),
})
export type ContractWithdrawal = z.infer<typeof contractWithdrawalSchema>

/** Why is nobody's business; the acknowledgement also goes to `email` where one is given. */
export const withdrawalRequestSchema = z.object({
  reason: z.nullable(z.string().check(z.maxLength(1000))),
  email: z.optional(z.nullable(z.string().check(z.maxLength(254), z.regex(/^[^\s@]+@[^\s@]+$/)))),
})
