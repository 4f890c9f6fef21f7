import { createHash } from 'node:crypto'
import { withTimestampRoom } from '../../core/ceremony/timestamp-room.ts'
import { appendDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { signRevision } from '../../core/signing/pades.ts'
import { computeContentsSize, prepareSignature } from '../../core/signing/revision.ts'
import { requestTimestamp } from '../../core/signing/timestamp.ts'
import { SIGNATURE_PLACE } from '../../core/typeset/page.ts'
import { sealAppearance } from '../../core/typeset/seal.ts'
import { SEAL_FIELD } from '../../core/typeset/sheet/layout.ts'
import { typesetSheet, type SheetInput } from '../../core/typeset/sheet/sheet.ts'
import { checkAddressOf } from '../acceptance/expected.ts'
import { isIssuedBy } from '../authority/key.ts'
import type { Parts } from '../parts.ts'

const NONCE_OCTETS = 16
const REASON = { vi: 'Dịch vụ xác nhận nội dung hồ sơ của mình', en: 'The service confirms what its records say' } as const
const BESIDE = {
  vi: 'Dịch vụ niêm phong tài liệu này và gắn dấu thời gian. Đây là lời của dịch vụ về hồ sơ mà dịch vụ giữ; dịch vụ không ký thay bên nào.',
  en: 'The service seals this document, with a timestamp. It is what the service says about the records it keeps; it signs in nobody’s place.',
} as const
const PLACE = { vi: 'Niêm phong của dịch vụ', en: 'The service’s seal' } as const

/** What the seal needs in the file to be judged later. */
async function gatherData({ authority, timestamps }: Parts, certificate: Uint8Array) {
  const issuer = authority.issuers.find((one) => isIssuedBy(certificate, one.certificate))
  const status = await authority.gatherStatus(certificate, issuer ? computeCertificateThumbprint(issuer.certificate) : '')
  const above = [authority.issuing, authority.root, ...(issuer ? [issuer.certificate] : []), ...(timestamps.isExternal ? timestamps.trust.anchors : [authority.timestampUnit])]
  const certificates = [...new Map([certificate, ...above].map((one) => [computeCertificateThumbprint(one), one])).values()]
  return { certificates, crls: [await authority.getCrl('root'), ...status.crls], ocsps: status.ocsps }
}

/**
 * A statement of the service's as a file for people: tagged PDF/A-3a with its data attached, sealed with the service's own key (PAdES B-LT), never in the place of a
 * signatory. The same input and instant give the same pages. Throws what the timestamp authorities throw (TIMESTAMP_UNAVAILABLE).
 */
export async function sealSheet(parts: Parts, input: Omit<SheetInput, 'fonts' | 'time'>): Promise<Uint8Array> {
  const { authority, timestamps, random, fonts, clock } = parts
  const { language } = input
  const time = Math.floor(clock() / 1000) * 1000
  const signer = await authority.openSeal()
  const { subject, issuer } = parseCertificate(signer.certificate)
  const base = await typesetSheet({ ...input, blocks: [...input.blocks, { kind: 'seal', text: BESIDE[language], description: PLACE[language] }], time, fonts })
  const name = subject.commonName ?? subject.text
  const claimedTime = `${new Date(time).toISOString().slice(0, 19)}+00:00`
  const hash = new Uint8Array(createHash('sha256').update(base).digest())
  const appearance = sealAppearance({ hash, name, time: claimedTime, issuer: issuer.commonName ?? issuer.text, address: checkAddressOf(parts), language, isService: true, ...SIGNATURE_PLACE })
  const certificateLengths = [signer.certificate, ...signer.chain].map(({ length }) => length)
  const timestamp = (imprint: Uint8Array): Promise<Uint8Array> => requestTimestamp(imprint, random(NONCE_OCTETS), (request) => timestamps.answer(request), timestamps.trust)
  const { result: sealed } = await withTimestampRoom((timestampLength) => {
    const contentsSize = computeContentsSize({ statementLength: 0, certificateLengths, timestampLength })
    const prepared = prepareSignature({ base, field: SEAL_FIELD, name, reason: REASON[language], location: '', claimedTime, appearance, contentsSize, certify: true })
    return signRevision({ prepared, signer, timestamp, trust: timestamps.trust })
  })
  return appendDocumentSecurityStore(sealed, await gatherData(parts, signer.certificate))
}
