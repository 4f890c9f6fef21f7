import type { OrganisationProof } from '../pki/organisation-proof.ts'
import type { Change, ChangeClass } from './change/change.ts'
import type { Check } from './check.ts'
import type { CountersignatureSummary } from './countersignature.ts'
import type { RevisionFacts } from './facts.ts'
import type { Indication, Outcome, SubIndication, Verdict } from './indication.ts'

export type Level = 'PAdES-BASELINE-B' | 'PAdES-BASELINE-T' | 'PAdES-BASELINE-LT' | 'PAdES-BASELINE-LTA'

/** One certificate of a path, for showing. Instants are ISO 8601, UTC. */
export interface CertificateSummary {
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  readonly notBefore: string
  readonly notAfter: string
  /** SHA-256 of the DER, hex. */
  readonly thumbprint: string
  readonly isAnchor: boolean
  /** What is known of its revocation at the proven time; null for the anchor. */
  readonly revocation: 'not-needed' | 'good' | 'revoked' | 'unknown' | null
}

/** Who a certificate speaks of, and how that was shown: kept apart from the name that the signatory gave. */
export interface IdentitySummary {
  /** From the certificate. */
  readonly subject: string
  readonly organization: string | null
  readonly emails: readonly string[]
  /** `mail`: control of the mailbox was proven; `none`: this judge knows of no proof, the issuer's policy may. */
  readonly proof: 'mail' | 'none'
  /** On whose behalf the holder acts, as the certificate says that its issuer has checked or was shown, and by whom; null when it says nothing of the kind. */
  readonly attestedOrganisation: { readonly name: string; readonly identifier: string; readonly by: OrganisationProof } | null
  /** Issued without any check, to try the service out. */
  readonly isDemo: boolean
  /** RFC 7638 thumbprint of the certified key, base64url; null for a kind of key that has none here. */
  readonly keyThumbprint: string | null
  /** /Name in the signature dictionary: as given, checked by nobody. */
  readonly nameAsGiven: string | null
}

export interface TimestampSummary {
  readonly kind: 'signature-timestamp' | 'document-timestamp'
  readonly time: string | null
  readonly unit: string | null
  /** Its time counts as proven. */
  readonly isProof: boolean
  readonly path: readonly CertificateSummary[]
}

export interface SignatureReport {
  readonly field: string
  readonly type: 'signature' | 'document-timestamp'
  readonly subFilter: string | null
  /** What the certificate calls its holder; null when none was found. */
  readonly signatory: string | null
  readonly identity: IdentitySummary | null
  readonly reason: string | null
  readonly location: string | null
  /** /M: what the signatory's clock said. */
  readonly claimedTime: string | null
  /** The earliest proven instant; null when nothing proves one. */
  readonly bestSignatureTime: string | null
  readonly level: Level | null
  readonly indication: Indication
  readonly subIndication: SubIndication | null
  readonly cryptography: Outcome
  readonly trust: Outcome
  readonly byteRange: 'CLEAN' | 'SUSPECT'
  readonly coverage: 'ENTIRE-FILE' | 'ENTIRE-REVISION' | 'PARTIAL'
  /** Revision, from 0, that it covers. */
  readonly revision: number | null
  readonly changesAfter: ChangeClass
  readonly changes: readonly Change[]
  readonly checks: readonly Check[]
  readonly path: readonly CertificateSummary[]
  readonly timestamps: readonly TimestampSummary[]
  /** Signatures over this signature's value that it carries. */
  readonly countersignatures: readonly CountersignatureSummary[]
  readonly permission: 1 | 2 | 3 | null
  readonly isCertification: boolean
  /** The signed statement as it stands, read in `evidence/examine`; null when there is none, undefined when it is malformed. */
  readonly statement: string | null | undefined
}

/** A judgement as data, in no language. `encodeReport` makes the JSON that is given away. */
export interface Report {
  /** `sha256` is empty where the policy leaves it to the caller. */
  readonly file: { readonly size: number; readonly sha256: string }
  readonly judgedAt: string
  readonly revisions: readonly RevisionFacts[]
  readonly signatures: readonly SignatureReport[]
  readonly verdict: Verdict
}
