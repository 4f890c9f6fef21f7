import { equalBytes } from '../bytes/compare.ts'
import { isCodedError } from '../bytes/error.ts'
import { findAttribute } from '../cms/attribute.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import { parseTimestampToken } from '../cms/timestamp.ts'
import { verifySignedData } from '../cms/verification.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import type { SignatureValue } from '../pdf/signature.ts'
import type { ValidationData } from '../pdf/validation-data.ts'
import { hashBytes } from '../pki/algorithms.ts'
import { parseCertificate } from '../pki/certificate.ts'
import type { Certificate } from '../pki/certificate.ts'
import { parseCrl } from '../pki/crl.ts'
import type { Crl } from '../pki/crl.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../pki/oids.ts'
import { validatePath } from '../pki/path.ts'

interface Found {
  readonly certificate: Uint8Array
  readonly others: readonly Uint8Array[]
}

async function findUnit(token: Uint8Array, allowZeroPadding: boolean): Promise<Found[]> {
  const { signedData, certificates } = parseTimestampToken(token, { allowZeroPadding })
  const hash = signedData.signers[0]?.digestAlgorithm ?? 'SHA-256'
  const { certificate } = await verifySignedData(signedData, await hashBytes(hash, signedData.content!))
  return certificate === null ? [] : [{ certificate: certificate.der, others: certificates }]
}

const tokensOf = (contents: Uint8Array): readonly Uint8Array[] =>
  parseSignedData(contents, { allowZeroPadding: true }).signers.flatMap((signer) => findAttribute(signer.unsignedAttributes, OID_SIGNATURE_TIME_STAMP)?.values ?? [])

async function findSignersOf(contents: Uint8Array): Promise<Found[]> {
  const signedData = parseSignedData(contents, { allowZeroPadding: true })
  const { certificate } = await verifySignedData(signedData, new Uint8Array(32))
  const own = certificate === null ? [] : [{ certificate: certificate.der, others: signedData.certificates }]
  return [...own, ...(await Promise.all(tokensOf(contents).map((token) => orNothing(() => findUnit(token, false))))).flat()]
}

/** Others may have signed in a way that this room does not read: nothing is known to be needed for that. */
async function orNothing(find: () => Promise<Found[]>): Promise<Found[]> {
  try {
    return await find()
  } catch (error) {
    if (isCodedError(error)) return []
    throw error
  }
}

/** Every timestamp unit of the file, each with the certificates that came with its token. Throws what reading the file throws. */
export async function findTimestampUnits(bytes: Uint8Array): Promise<Found[]> {
  const values = findSignatures(readPdf(bytes)).flatMap((field) => (field.value?.contents ? [field.value] : []))
  const find = async ({ type, contents }: SignatureValue): Promise<Found[]> => {
    if (type === 'DocTimeStamp') return findUnit(contents!, true)
    return (await Promise.all(tokensOf(contents!).map((token) => orNothing(() => findUnit(token, false))))).flat()
  }
  return (await Promise.all(values.map((value) => orNothing(() => find(value))))).flat()
}

/** Two authorities may share a name; their keys tell them apart where both say them. */
function isIssuer({ subject, subjectKeyIdentifier }: Certificate, { issuer, authorityKeyIdentifier }: Crl): boolean {
  const isSameKey = !subjectKeyIdentifier || !authorityKeyIdentifier || equalBytes(subjectKeyIdentifier, authorityKeyIdentifier)
  return isSameKey && equalBytes(subject.der, issuer.der)
}

/**
 * Of a pool, what judges of this file need and nothing else: every signer's and timestamp unit's certificate with its path to an anchor,
 * and the lists of the authorities in them. Answers are taken as they are: whoever gathers them asks about these certificates alone. Throws what reading throws.
 */
export async function selectValidationData(bytes: Uint8Array, pool: ValidationData, anchors: readonly Uint8Array[]): Promise<ValidationData> {
  const values = findSignatures(readPdf(bytes)).flatMap((field) => (field.value === null ? [] : [field.value]))
  const found = await Promise.all(
    values.flatMap(({ type, contents }) => (contents === null ? [] : [orNothing(() => (type === 'DocTimeStamp' ? findUnit(contents, true) : findSignersOf(contents)))])),
  )
  const certificates: Uint8Array[] = []
  for (const { certificate, others } of found.flat()) {
    const time = parseCertificate(certificate).notAfter
    const path = await validatePath({ certificate, intermediates: [...others, ...pool.certificates], anchors, time, purpose: 'any' })
    for (const { der } of path.chain) if (!certificates.some((one) => equalBytes(one, der))) certificates.push(der)
  }
  const issuers = certificates.map(parseCertificate)
  const crls = pool.crls.filter((crl) => issuers.some((issuer) => isIssuer(issuer, parseCrl(crl))))
  return { certificates, crls, ocsps: pool.ocsps }
}
