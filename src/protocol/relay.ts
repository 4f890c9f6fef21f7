import * as z from 'zod/mini'

/** About 32 KB of DER: no certificate is larger. */
const certificate = z.string().check(z.minLength(4), z.maxLength(44_000), z.regex(/^[A-Za-z0-9+/]+={0,2}$/))

/**
 * One fetch of validation data on behalf of a reader who asked for it. The address must stand in the certificate; an OCSP request is composed
 * by the server from the two certificates, so that nothing of the reader's choosing leaves it.
 */
export const relayRequestSchema = z.object({
  kind: z.enum(['ocsp', 'crl', 'issuer']),
  address: z.string().check(z.minLength(8), z.maxLength(2000)),
  /** DER, base64. */
  certificate,
  /** The certificate above it; needed for `ocsp`. */
  issuer: z.optional(certificate),
})
export type RelayRequest = z.infer<typeof relayRequestSchema>
