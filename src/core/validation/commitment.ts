import { decodeOid, readDer } from '../bytes/der.ts'
import { isCodedError } from '../bytes/error.ts'
import type { Certificate } from '../pki/certificate.ts'
import { OID_COMMITMENT_TYPE, OID_QC_STATEMENTS, OID_SIGNATURE_POLICY } from '../pki/oids.ts'
import { noted } from './check.ts'
import type { Check } from './check.ts'
import type { SignatureFacts } from './facts.ts'

/** id-cti-ets (EN 319 122-1 §5.2.3), by the last arc. */
const COMMITMENTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.9.16.6.1': 'proof of origin', '1.2.840.113549.1.9.16.6.2': 'proof of receipt', '1.2.840.113549.1.9.16.6.3': 'proof of delivery',
  '1.2.840.113549.1.9.16.6.4': 'proof of sender', '1.2.840.113549.1.9.16.6.5': 'proof of approval', '1.2.840.113549.1.9.16.6.6': 'proof of creation',
}
const QC_COMPLIANCE = '0.4.0.1862.1.1'
const QC_DEVICE = '0.4.0.1862.1.4'

/** The identifier that a value begins with; null where something else stands. */
function firstIdentifier(der: Uint8Array): string | null {
  try {
    const [first] = readDer(der).children()
    return first?.tag === 0x06 ? decodeOid(first.content) : null
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

/** Under which policy a signature says that it was made, and to what its signatory commits by it (EN 319 122-1 §5.2.9, §5.2.3): told as it stands, for nothing here knows the policy's text. */
export function tellCommitment({ cms }: SignatureFacts): Check[] {
  const attributes = cms?.signers[0]?.signedAttributes ?? []
  const valuesOf = (oid: string) => attributes.filter((one) => one.oid === oid).flatMap(({ values }) => values)
  const policies = valuesOf(OID_SIGNATURE_POLICY).map((value) => noted('signature-policy', { reason: firstIdentifier(value) === null ? 'implied' : 'named', values: { policy: firstIdentifier(value) ?? '' } }))
  const commitments = valuesOf(OID_COMMITMENT_TYPE).map(firstIdentifier).flatMap((oid) => (oid === null ? [] : [COMMITMENTS[oid] ?? oid]))
  return [...policies, ...(commitments.length > 0 ? [noted('commitment-type', { values: { types: commitments.join(', ') } })] : [])]
}

function statementsOf(certificate: Certificate): string[] {
  const value = certificate.extensions.find(({ oid }) => oid === OID_QC_STATEMENTS)?.value
  try {
    return value === undefined ? [] : readDer(value).children().flatMap(({ bytes }) => firstIdentifier(bytes) ?? [])
  } catch (error) {
    if (isCodedError(error)) return []
    throw error
  }
}

/** What a certificate says of itself in qcStatements (EN 319 412-5 §4.2): a claim of its issuer that only a trusted list could bear out. It is kept apart from validity. */
export function tellQualification(certificate: Certificate): Check[] {
  const statements = statementsOf(certificate)
  if (!statements.includes(QC_COMPLIANCE)) return []
  return [noted('qualification', { reason: statements.includes(QC_DEVICE) ? 'device' : 'claimed' })]
}
