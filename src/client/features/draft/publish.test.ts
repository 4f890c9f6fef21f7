import { beforeAll, describe, expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../../core/bytes/base64.ts'
import { sha256 } from '../../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../../core/bytes/text.ts'
import { findAttribute } from '../../../core/cms/attribute.ts'
import { parseSignedData } from '../../../core/cms/signed-data.ts'
import { verifyTimestampToken } from '../../../core/cms/timestamp.ts'
import { verifySignedData } from '../../../core/cms/verification.ts'
import { encodeContractDocument } from '../../../core/contract/document.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { composeDocument, createDraft } from '../../../core/contract/template.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../../core/pki/oids.ts'
import { issueSignatory } from '../../../core/pki/signatory.ts'
import { parseCertificateRequest } from '../../../core/pki/request.ts'
import { encodeTimestampResponse, parseTimestampRequest } from '../../../core/pki/timestamp.ts'
import { issueTimestampToken } from '../../../core/cms/timestamp.ts'
import { OID_POLICY_TIMESTAMP } from '../../../core/pki/oids.ts'
import { TYPESET_REVISION } from '../../../core/typeset/revision.ts'
import type { ContractDetail } from '../../../protocol/contract.ts'
import { createTestAuthority } from '../../../testing/pki/authority.ts'
import type { TestAuthority } from '../../../testing/pki/authority.ts'
import { publishDraft } from './publish.ts'
import type { PublishPorts } from './publish.ts'

const NOW = Date.UTC(2026, 10, 21, 8)
const DRAFT = createDraft('services', 'vi')
const EMAIL = 'seller@example.vn'
const canonical = (draft: ContractDraft) =>
  encodeContractDocument(composeDocument(draft, { contract: 'contract-1', version: '1.0', number: '2026/11-0001', typesetRevision: TYPESET_REVISION, createdOn: '2026-11-21', publishedAt: '2026-11-21T08:00:00Z' }))

let authority: TestAuthority
beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
})

/** A service of real certificates and timestamps; what is published ends in `sent`. */
function service(change: Partial<PublishPorts> = {}) {
  const sent: { document: string; signature: string }[] = []
  const stages: string[] = []
  const ports: PublishPorts = {
    prepare: async () => canonical(DRAFT),
    certify: async (_hash, key) => {
      const { spki, email } = await parseCertificateRequest(decodeBase64('request' in key ? key.request : ''))
      const { issuing, addresses, random } = authority
      const certificate = await issueSignatory({ spki, email, demo: true, serialNumber: random(16), notBefore: NOW - 60_000, notAfter: NOW + 900_000, issuer: issuing, addresses })
      return { certificate: encodeBase64(certificate), chain: authority.intermediates.map(encodeBase64) }
    },
    timestamp: async (request) =>
      encodeTimestampResponse(await issueTimestampToken({ request: parseTimestampRequest(request), signer: authority.timestampUnit, genTime: NOW, serialNumber: authority.random(16), policy: OID_POLICY_TIMESTAMP })),
    publish: async (document, signature) => {
      sent.push({ document, signature })
      return { summary: {} } as unknown as ContractDetail
    },
    root: authority.anchors[0] ?? new Uint8Array(),
    random: (length) => authority.random(length),
    onStage: (stage) => stages.push(stage),
    ...change,
  }
  return { sent, stages, publish: () => publishDraft({ draft: DRAFT, revision: 3, email: EMAIL, key: null }, ports) }
}

describe('publishing', () => {
  test('leaves a detached signature over the canonical document, by the seller’s key, with its own timestamp', async () => {
    const { sent, stages, publish } = service()
    await publish()
    expect(stages).toEqual(['prepare', 'key', 'certificate', 'sign', 'timestamp', 'upload'])
    const [{ document, signature } = { document: '', signature: '' }] = sent
    const signed = parseSignedData(decodeBase64(signature))
    expect(signed.content).toBeNull()
    const result = await verifySignedData(signed, sha256(encodeUtf8(document)))
    expect(result.isValid).toBe(true)
    expect(result.certificate?.subjectAlternativeEmails).toEqual([EMAIL])
    const token = findAttribute(signed.signers[0]?.unsignedAttributes ?? [], OID_SIGNATURE_TIME_STAMP)?.values[0]
    const stamped = await verifyTimestampToken({ token: token ?? new Uint8Array(), imprint: sha256(signed.signers[0]?.signature ?? new Uint8Array()), anchors: authority.anchors })
    expect(stamped.isValid).toBe(true)
  })

  test('signs nothing when the document that comes back is not the draft that was reviewed', async () => {
    const { sent, stages, publish } = service({ prepare: async () => canonical({ ...DRAFT, title: 'Một hợp đồng khác' }) })
    await expect(publish()).rejects.toMatchObject({ code: 'DOCUMENT_DIFFERS' })
    expect(stages).toEqual(['prepare'])
    expect(sent).toEqual([])
  })

  test('publishes nothing with a timestamp of another signature', async () => {
    const foreign = encodeTimestampResponse(await authority.issueTimestamp(sha256(encodeUtf8('another'))))
    const { sent, publish } = service({ timestamp: async () => foreign })
    await expect(publish()).rejects.toMatchObject({ code: 'TIMESTAMP_WRONG' })
    expect(sent).toEqual([])
  })

  test('publishes nothing with a timestamp that leads to another root', async () => {
    const stranger = await createTestAuthority({ now: NOW })
    const { sent, publish } = service({ root: stranger.anchors[0] ?? new Uint8Array() })
    await expect(publish()).rejects.toMatchObject({ code: 'TIMESTAMP_WRONG' })
    expect(sent).toEqual([])
  })

  test('a certificate for another key signs nothing', async () => {
    const other = await authority.issueSignatory({ email: EMAIL })
    const { sent, publish } = service({ certify: async () => ({ certificate: encodeBase64(other.certificate), chain: authority.intermediates.map(encodeBase64) }) })
    await expect(publish()).rejects.toMatchObject({ code: 'SIGNER_KEY_MISMATCH' })
    expect(sent).toEqual([])
  })
})
