import * as z from 'zod/mini'

/** Consent to electronic records: when it was given by a box of its own, and when it was taken back. */
export const recordsConsentSchema = z.object({
  /** null where no box asked for it, or it was not ticked. */
  givenAt: z.nullable(z.string()),
  /** When it was taken back; null while it stands. */
  at: z.nullable(z.string()),
  /** Acknowledges content, date and time (JWS). */
  receipt: z.nullable(z.string()),
})
export type RecordsConsent = z.infer<typeof recordsConsentSchema>

/** The acknowledgement also goes to `email`, where no address is known. */
export const recordsWithdrawalRequestSchema = z.object({ email: z.optional(z.nullable(z.string().check(z.maxLength(254), z.regex(/^[^\s@]+@[^\s@]+$/)))) })
