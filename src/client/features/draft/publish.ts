import { decodeBase64, encodeBase64 } from '../../../core/bytes/base64.ts'
import { encodeCanonicalJson } from '../../../core/bytes/canonical-json.ts'
import { CodedError } from '../../../core/bytes/error.ts'
import { decodeHex } from '../../../core/bytes/hex.ts'
import { sha256 } from '../../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../../core/bytes/text.ts'
import { addUnsignedAttributes, encodeAttribute } from '../../../core/cms/attribute.ts'
import { createSignedData, parseSignedData } from '../../../core/cms/signed-data.ts'
import { verifyTimestampToken } from '../../../core/cms/timestamp.ts'
import { encodeLogProof } from '../../../core/evidence/log-proof.ts'
import { contractDraftSchema, decodeContractDocument, hashContractDocument } from '../../../core/contract/document.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { OID_CERTIFICATE_LOG_PROOF, OID_SIGNATURE_TIME_STAMP } from '../../../core/pki/oids.ts'
import { createCertificateRequest } from '../../../core/pki/request.ts'
import { createSigner, type Signer } from '../../../core/pki/signer.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../../core/pki/timestamp.ts'
import type { ContractDetail } from '../../../protocol/contract.ts'
import type { CertificateAnswer, PresentedCertificate } from '../../../protocol/service.ts'

export const PUBLISH_STAGES = ['prepare', 'key', 'certificate', 'sign', 'timestamp', 'upload'] as const
export type PublishStage = (typeof PUBLISH_STAGES)[number]

/** What publishing needs from outside. Bytes in answers are base64, as the protocol has them. */
export interface PublishPorts {
  readonly prepare: (revision: number) => Promise<string>
  readonly certify: (documentHash: string, key: { readonly request: string } | { readonly presented: PresentedCertificate }) => Promise<CertificateAnswer>
  readonly timestamp: (request: Uint8Array) => Promise<Uint8Array>
  readonly publish: (document: string, signature: string) => Promise<ContractDetail>
  /** DER of the service's root: what the timestamp must lead to. */
  readonly root: Uint8Array
  /** DER of other roots that it may lead to. */
  readonly timestampAnchors?: readonly Uint8Array[]
  readonly random: (length: number) => Uint8Array
  readonly onStage: (stage: PublishStage) => void
}

export interface PublishInput {
  readonly draft: ContractDraft
  /** As the server holds it. */
  readonly revision: number
  readonly email: string
  /** A key that has its certificate; a one-time key is made when null. */
  readonly key: PublishKey | null
}

/** An opened key of the seller's own: its certificate, and what signs with it. */
export interface PublishKey {
  readonly presented: PresentedCertificate
  readonly bind: (certificate: Uint8Array, chain: readonly Uint8Array[]) => Promise<Signer>
}

/** A key made for this one act and never stored. */
async function makeOneTimeKey(email: string): Promise<{ readonly request: string; readonly bind: PublishKey['bind'] }> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const request = encodeBase64(await createCertificateRequest(keys, email))
  return { request, bind: (certificate, chain) => createSigner(keys.privateKey, certificate, chain) }
}

/** The draft's own members of a document: what the seller saw. */
function contentOf(document: object): string {
  const members = Object.keys(contractDraftSchema.shape)
  return encodeCanonicalJson(Object.fromEntries(Object.entries(document).filter(([name]) => members.includes(name))))
}

async function timestampSignature(signature: Uint8Array, ports: PublishPorts): Promise<Uint8Array> {
  const imprint = sha256(signature)
  const nonce = ports.random(16)
  const token = parseTimestampResponse(await ports.timestamp(createTimestampRequest({ imprint, nonce })))
  const { isValid } = await verifyTimestampToken({ token, imprint, nonce, anchors: [ports.root, ...(ports.timestampAnchors ?? [])] })
  if (!isValid) throw new CodedError('TIMESTAMP_WRONG', 'the timestamp does not belong to this signature or does not lead to the root')
  return token
}

/**
 * Signs the canonical contract document with the seller's chosen key, a one-time one unless told, and publishes it. Before anything is signed,
 * the document that came back must hold exactly the draft that was reviewed. Throws DOCUMENT_DIFFERS, TIMESTAMP_WRONG, ApiFailure and the codes of the cores.
 */
export async function publishDraft({ draft, revision, email, key: own }: PublishInput, ports: PublishPorts): Promise<ContractDetail> {
  ports.onStage('prepare')
  const canonical = await ports.prepare(revision)
  const document = decodeContractDocument(canonical)
  if (contentOf(document) !== contentOf(draft)) throw new CodedError('DOCUMENT_DIFFERS', 'the document to be signed is not the draft that was reviewed')

  ports.onStage('key')
  const key = own ?? (await makeOneTimeKey(email))

  ports.onStage('certificate')
  const answer = await ports.certify(hashContractDocument(document), 'presented' in key ? { presented: key.presented } : { request: key.request })
  const signer = await key.bind(decodeBase64(answer.certificate), answer.chain.map(decodeBase64))

  const logProof = answer.log ? [encodeAttribute(OID_CERTIFICATE_LOG_PROOF, encodeLogProof({ entry: decodeBase64(answer.log.entry), salt: decodeHex(answer.log.salt), proof: answer.log.proof }))] : []

  ports.onStage('sign')
  const signed = await createSignedData({ signer, digest: sha256(encodeUtf8(canonical)), digestHash: 'SHA-256' })
  const value = parseSignedData(signed).signers[0]?.signature
  if (!value) throw new CodedError('SIGNED_DATA_MALFORMED', 'no signature was made')

  ports.onStage('timestamp')
  const token = await timestampSignature(value, ports)
  const stamped = addUnsignedAttributes(signed, [encodeAttribute(OID_SIGNATURE_TIME_STAMP, token), ...logProof])

  ports.onStage('upload')
  return ports.publish(canonical, encodeBase64(stamped))
}
