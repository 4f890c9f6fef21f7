import * as z from 'zod/mini'

/** The check page as one file to keep and open from disk. */
export const checkPageSchema = z.object({ address: z.string(), size: z.number(), sha256: z.string() })
export type CheckPage = z.infer<typeof checkPageSchema>

export const serviceSchema = z.object({
  name: z.string(),
  build: z.string(),
  publicAddress: z.string(),
  demo: z.boolean(),
  /** `outbox`: no SMTP is set and mails appear at /outbox on this machine. */
  mail: z.enum(['outbox', 'smtp']),
  demoSeller: z.nullable(z.string()),
  typesetRevision: z.string(),
  root: z.object({ thumbprint: z.string(), certificate: z.string() }),
  issuing: z.object({ thumbprint: z.string(), certificate: z.string() }),
  /** Roots of the timestamp authorities that the service uses instead of its own; absent when it uses its own. Base64. */
  timestampAnchors: z.optional(z.array(z.string())),
  /** The public log: where it is served, verifier keys (newest first), when the first began. */
  log: z.object({ address: z.string(), origin: z.string(), verifiers: z.array(z.string()), since: z.string() }),
  /** Null where it was not built. */
  checkPage: z.optional(z.nullable(checkPageSchema)),
})
export type Service = z.infer<typeof serviceSchema>

export const mailSchema = z.object({ id: z.string(), to: z.string(), subject: z.string(), text: z.string(), sentAt: z.string() })
export const outboxSchema = z.object({ mails: z.array(mailSchema) })
export type Outbox = z.infer<typeof outboxSchema>

/** What shows a certificate in the log: entry in base64, salt in hex, a `.tlog-proof`. The signature carries it, unsigned. */
export const certificateLogSchema = z.object({ entry: z.string(), salt: z.string(), proof: z.string() })

/** `log` is absent where a certificate is older than the log. */
export const certificateAnswerSchema = z.object({ certificate: z.string(), chain: z.array(z.string()), log: z.optional(certificateLogSchema) })
export type CertificateAnswer = z.infer<typeof certificateAnswerSchema>

/** A certificate that somebody has already, of a kept or a brought key; `chain` nearest first, without the root. Base64. */
export const presentedCertificateSchema = z.object({
  certificate: z.string().check(z.maxLength(30_000), z.regex(/^[A-Za-z0-9+/]+={0,2}$/)),
  chain: z.array(z.string().check(z.maxLength(30_000), z.regex(/^[A-Za-z0-9+/]+={0,2}$/))).check(z.maxLength(8)),
})
export type PresentedCertificate = z.infer<typeof presentedCertificateSchema>
