import * as z from 'zod/mini'
import { hashSchema } from '../core/consent/fact.ts'
import { shownOrganisationSchema } from './organisation.ts'

const base64 = z.string().check(z.maxLength(400_000), z.regex(/^[A-Za-z0-9+/]*={0,2}$/))
export const serialSchema = z.string().check(z.regex(/^[0-9a-f]{2,40}$/))

/** Reasons a holder or operator can give (RFC 5280 §5.3.1). */
export const REVOCATION_REASONS = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'] as const
export const revocationReasonSchema = z.enum(REVOCATION_REASONS)
export type RevocationReasonName = z.infer<typeof revocationReasonSchema>

export const certificateStateSchema = z.enum(['good', 'suspended', 'revoked'])
export type CertificateState = z.infer<typeof certificateStateSchema>
export const certificateEventSchema = z.object({
  event: z.enum(['issued', 'suspended', 'restored', 'revoked']),
  at: z.string(),
  by: z.enum(['holder', 'operator']),
  reason: z.nullable(z.string()),
})
export type CertificateEvent = z.infer<typeof certificateEventSchema>

/** What was proven of the holder, as the certificate itself says it. */
export const certificateIdentitySchema = z.object({
  proof: z.enum(['mail', 'organisation', 'none']),
  demo: z.boolean(),
  organisation: z.nullable(shownOrganisationSchema),
})
export type CertificateIdentity = z.infer<typeof certificateIdentitySchema>

/** One act that was done with a certificate on this service; the title of an erased contract is gone. */
export const certificateUseSchema = z.object({ contract: z.string(), purpose: z.enum(['publication', 'signature']), title: z.nullable(z.string()), at: z.string() })
export type CertificateUse = z.infer<typeof certificateUseSchema>

/** A certificate of a kept key, as its holder sees it. */
export const keptCertificateSchema = z.object({
  serial: z.string(),
  thumbprint: hashSchema,
  keyThumbprint: z.string(),
  email: z.string(),
  certificate: base64,
  chain: z.array(base64),
  state: certificateStateSchema,
  reason: z.nullable(z.string()),
  changedAt: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  identity: certificateIdentitySchema,
  replaces: z.nullable(z.string()),
  history: z.array(certificateEventSchema),
  /** Acts done with it on this service, newest first. */
  uses: z.array(certificateUseSchema),
})
export type KeptCertificate = z.infer<typeof keptCertificateSchema>
export const keptCertificatesSchema = z.object({
  certificates: z.array(keptCertificateSchema),
  /** On whose behalf certificates can be asked for; null when nobody has shown any. */
  organisation: z.nullable(shownOrganisationSchema),
  /** What this person did here with certificates of keys brought along, by SHA-256 thumbprint, newest first. */
  broughtUses: z.array(z.extend(certificateUseSchema, { thumbprint: hashSchema })),
})
export type KeptCertificates = z.infer<typeof keptCertificatesSchema>

/** `request`: PKCS#10 in base64; the same request gets the same answer. `replaces`: the certificate that this one renews. */
export const keptCertificateRequestSchema = z.object({ request: base64, onBehalf: z.boolean(), replaces: z.nullable(serialSchema) })
export type KeptCertificateRequest = z.infer<typeof keptCertificateRequestSchema>
/** `good` restores what is suspended. */
export const stateRequestSchema = z.object({ state: certificateStateSchema, reason: z.optional(revocationReasonSchema) })
export type StateRequest = z.infer<typeof stateRequestSchema>
/** The operator says why it revokes. */
export const operatorStateRequestSchema = z.discriminatedUnion('state', [z.object({ state: z.enum(['good', 'suspended']) }), z.object({ state: z.literal('revoked'), reason: revocationReasonSchema })])
export type OperatorStateRequest = z.infer<typeof operatorStateRequestSchema>

/** What anybody may know of a certificate that they can name. */
export const certificateEntrySchema = z.object({
  serial: z.string(),
  thumbprint: hashSchema,
  kind: z.enum(['one-time', 'kept', 'authority']),
  /** `unrevocable`: valid for minutes, no revocation by design. */
  state: z.enum(['good', 'suspended', 'revoked', 'ended', 'unrevocable']),
  reason: z.nullable(z.string()),
  changedAt: z.nullable(z.string()),
  notBefore: z.string(),
  notAfter: z.string(),
  issuer: z.string(),
  /** Partly hidden for a person; the name for an authority. */
  subject: z.string(),
  identity: certificateIdentitySchema,
  history: z.array(certificateEventSchema),
})
export type CertificateEntry = z.infer<typeof certificateEntrySchema>
export const certificateEntriesSchema = z.object({ certificates: z.array(certificateEntrySchema) })

/** Authorities whose certificates and lists can be fetched, newest first. */
export const authorityListSchema = z.object({
  authorities: z.array(z.object({ slug: z.string(), name: z.string(), state: z.enum(['good', 'revoked', 'ended']), thumbprint: hashSchema, notBefore: z.string(), notAfter: z.string(), certificate: z.string(), crl: z.string() })),
})
export type AuthorityList = z.infer<typeof authorityListSchema>
