import * as z from 'zod/mini'
import { actSchema, hashSchema, identitySchema, presentationSchema } from '../core/consent/fact.ts'
import { shownOrganisationSchema } from './organisation.ts'

/** What is kept after an answer. Times: claimed by the signatory, proven by the timestamp, received by the server. */
export const receiptSchema = z.object({
  offer: z.string(),
  contract: z.string(),
  version: z.string(),
  event: z.enum(['agreed', 'declined']),
  title: z.string(),
  number: z.string(),
  party: z.string(),
  name: z.string(),
  presentation: presentationSchema,
  act: actSchema,
  identity: z.object({ method: identitySchema, address: z.nullable(z.string()), demo: z.boolean() }),
  claimedTime: z.string(),
  timestampTime: z.nullable(z.string()),
  receivedAt: z.string(),
  statementHash: hashSchema,
  recordHash: hashSchema,
  fileHash: z.nullable(hashSchema),
  fileSize: z.nullable(z.number()),
  certificate: z.nullable(z.object({ organisation: z.optional(shownOrganisationSchema), serialNumber: z.string(), thumbprint: z.string(), issuer: z.string(), notBefore: z.string(), notAfter: z.string() })),
  /** SHA-256(bytes before the signature revision ‖ statement hash): what the seal is drawn from. */
  sealHash: z.nullable(hashSchema),
  checkAddress: z.string(),
})
export type Receipt = z.infer<typeof receiptSchema>
