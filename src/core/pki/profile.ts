import 'reflect-metadata'
import { BasicConstraintsExtension, ExtendedKeyUsageExtension, Extension, KeyUsageFlags, KeyUsagesExtension } from '@peculiar/x509'
import { encodeContext, encodeNull, encodeSequence } from '../bytes/der.ts'
import { access, authorityKeyIdentifier, issueCertificate, policies, signedBy, subjectKeyIdentifier, type IssueParameters, type Validity } from './issue.ts'
import { encodeName, type NameParts } from './name.ts'
import {
  OID_ANY_POLICY, OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION, OID_EKU_OCSP_SIGNING, OID_EKU_TIME_STAMPING, OID_NAME_CONSTRAINTS, OID_OCSP_NOCHECK, OID_POLICY_TIMESTAMP,
} from './oids.ts'
import { signingKeyOf, type SigningKey } from './signer.ts'

/** Every host name and every address, of both kinds, is excluded (RFC 5280 §4.2.1.10): nothing below can ever speak for a server. */
const NO_HOSTS = encodeSequence(
  encodeContext(1, true, ...[encodeContext(2, false), encodeContext(7, false, new Uint8Array(8)), encodeContext(7, false, new Uint8Array(32))].map((name) => encodeSequence(name))),
)

/** A self-signed root, one authority level below it (RFC 5280 §4.2.1.9 pathLen 1). Throws KEY_UNSUPPORTED. */
export async function issueRoot(root: Validity & { readonly keys: CryptoKeyPair | SigningKey; readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, algorithm, sign } = 'sign' in root.keys ? root.keys : await signingKeyOf(root.keys)
  const name = encodeName(root.name)
  return issueCertificate({
    ...root,
    spki,
    issuer: name,
    subject: name,
    algorithm,
    sign,
    extensions: [
      new BasicConstraintsExtension(true, 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      subjectKeyIdentifier(spki),
    ],
  })
}

/** The issuing authority: pathLen 0, any policy, revocable; for documents, status and time only, never for a server. */
export async function issueIssuing(parameters: IssueParameters & { readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, issuer, addresses } = parameters
  return issueCertificate({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName(parameters.name),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new ExtendedKeyUsageExtension([OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION, OID_EKU_TIME_STAMPING, OID_EKU_OCSP_SIGNING], false),
      new Extension(OID_NAME_CONSTRAINTS, true, NO_HOSTS),
      policies(OID_ANY_POLICY),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, true),
    ],
  })
}

/** A delegated OCSP responder (RFC 6960 §4.2.2.2): short-lived and never itself checked. */
export async function issueOcspResponder(parameters: IssueParameters & { readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, issuer, addresses } = parameters
  return issueCertificate({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName(parameters.name),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([OID_EKU_OCSP_SIGNING], false),
      new Extension(OID_OCSP_NOCHECK, false, encodeNull()),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, false),
    ],
  })
}

/** A timestamp unit (RFC 3161 §2.3, EN 319 422): the critical sole purpose timeStamping; revocable. */
export async function issueTimestampUnit(parameters: IssueParameters & { readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, issuer, addresses } = parameters
  return issueCertificate({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName(parameters.name),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([OID_EKU_TIME_STAMPING], true),
      policies(OID_POLICY_TIMESTAMP),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, true),
    ],
  })
}

/** The service's own seal: signs evidence packages, never a party's file. */
export async function issueSeal(parameters: IssueParameters & { readonly name: NameParts }): Promise<Uint8Array> {
  const { spki, issuer, addresses } = parameters
  return issueCertificate({
    ...parameters,
    ...signedBy(issuer),
    subject: encodeName(parameters.name),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      new ExtendedKeyUsageExtension([OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION], false),
      subjectKeyIdentifier(spki),
      authorityKeyIdentifier(issuer),
      ...access(addresses, true),
    ],
  })
}
