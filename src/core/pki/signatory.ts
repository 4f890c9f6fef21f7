import 'reflect-metadata'
import { BasicConstraintsExtension, ExtendedKeyUsageExtension, Extension, KeyUsageFlags, KeyUsagesExtension } from '@peculiar/x509'
import { encodeContext, encodeNull, encodeSequence } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import type { PkiErrorCode } from './error.ts'
import { access, authorityKeyIdentifier, issueCertificate, policies, signedBy, subjectKeyIdentifier, type IssueParameters } from './issue.ts'
import { encodeName } from './name.ts'
import {
  OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION, OID_NO_REV_AVAIL, OID_POLICY_DEMO_IDENTITY, OID_POLICY_MAIL_PROVEN, OID_SUBJECT_ALT_NAME, OID_VALASSURED_ST_CERTS,
} from './oids.ts'
import { ORGANISATION_POLICIES, type OrganisationProof } from './organisation-proof.ts'
import { isCertifiableEmail } from './request.ts'

/** Organization of every mail-proven certificate: what was checked, and nothing more. */
export const MAIL_PROVEN_ORGANIZATION = 'Only control of this mailbox was checked'

/** An organisation that somebody other than the holder has checked. */
export interface Organisation {
  /** Its registered name. */
  readonly name: string
  /** Scheme, country, hyphen, number (EN 319 412-1 §5.1.4): `VATVN-0101234567` for a tax code of Viet Nam. */
  readonly identifier: string
}

/** An organisation, and who has shown that the holder acts for it. */
export interface ShownOrganisation extends Organisation {
  readonly by: OrganisationProof
}

/** The schemes of EN 319 412-1 §5.1.4 that stand for legal persons; the number in printable letters. */
const IDENTIFIER = /^(VAT|NTR|PSD|LEI)[A-Z]{2}-[0-9A-Za-z.-]{2,40}$/

/** Whether a name and identifier can stand in a certificate as an organisation. */
export function isCertifiableOrganisation({ name, identifier }: Organisation): boolean {
  const isPlain = name === name.normalize('NFC').trim() && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(name)
  return name.length >= 2 && name.length <= 64 && isPlain && IDENTIFIER.test(identifier)
}

/** The address, or its beginning: a common name holds 64 letters (RFC 5280 appendix A.1); subjectAltName always has all of it. */
const commonNameOf = (email: string) => (email.length <= 64 ? email : `${email.slice(0, 63)}…`)

export interface SignatoryParameters extends IssueParameters {
  readonly email: string
  /** Whether the code could be read by anybody. */
  readonly demo: boolean
  /** For a kept key: it can be suspended and revoked. */
  readonly revocable?: boolean
  /** On whose behalf the holder acts, as checked (near EN 319 412-3); without it, near EN 319 412-2. */
  readonly organisation?: ShownOrganisation
}

/**
 * A mail-proven signatory certificate. One-time (the default): validity assured (EN 319 412-1) and no revocation by design (RFC 9608),
 * hence no CRL or OCSP address. With `revocable`, for a kept key: both addresses and neither of those two extensions. With `organisation`,
 * its name, identifier and country stand in the subject, under the policy of who has shown it.
 * Throws REQUEST_EMAIL_UNSUPPORTED, ORGANISATION_UNSUPPORTED.
 */
export async function issueSignatory(parameters: SignatoryParameters): Promise<Uint8Array> {
  const { spki, issuer, addresses, email, demo, revocable = false, organisation } = parameters
  if (!isCertifiableEmail(email)) throw new CodedError<PkiErrorCode>('REQUEST_EMAIL_UNSUPPORTED', 'address cannot stand in a certificate')
  if (organisation && !isCertifiableOrganisation(organisation)) throw new CodedError<PkiErrorCode>('ORGANISATION_UNSUPPORTED', 'organisation cannot stand in a certificate')
  const named = organisation ? { organization: organisation.name, organizationIdentifier: organisation.identifier } : { organization: MAIL_PROVEN_ORGANIZATION }
  const shortTerm = [new Extension(OID_VALASSURED_ST_CERTS, false, encodeNull()), new Extension(OID_NO_REV_AVAIL, false, encodeNull())]
  return issueCertificate({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName({ commonName: commonNameOf(email), ...named }),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.nonRepudiation, true),
      new ExtendedKeyUsageExtension([OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION], false),
      new Extension(OID_SUBJECT_ALT_NAME, false, encodeSequence(encodeContext(1, false, encodeLatin1(email)))),
      policies(OID_POLICY_MAIL_PROVEN, ...(organisation ? [ORGANISATION_POLICIES[organisation.by]] : []), ...(demo ? [OID_POLICY_DEMO_IDENTITY] : [])),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, revocable),
      ...(revocable ? [] : shortTerm),
    ],
  })
}
