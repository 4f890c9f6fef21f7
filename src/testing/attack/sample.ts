import { encodeUtf8 } from '../../core/bytes/text.ts'
import type { Appearance } from '../../core/pdf/appearance.ts'
import { appendDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { signRevision } from '../../core/signing/pades.ts'
import { computeContentsSize, prepareSignature } from '../../core/signing/revision.ts'
import { buildPdf, buildStream, contractObjects } from '../pdf/builder.ts'
import type { XrefKind } from '../pdf/builder.ts'
import { createTestAuthority } from '../pki/authority.ts'
import type { TestAuthority, TestSignatory } from '../pki/authority.ts'

/** When everything in these samples happens. */
export const SAMPLE_TIME = Date.UTC(2026, 8, 1, 3, 0, 0)

/** Number of the text field in the sample's form; its appearance is one more. */
export const TEXT_FIELD = 20
const PAGE_TEXT = 'BT /F1 12 Tf 50 700 Td (The price is 30 million) Tj ET'
const APPEARANCE: Appearance = { width: 150, height: 60, content: 'BT /F 9 Tf 4 40 Td (Signed) Tj ET', fonts: { F: 'Label' } }

/** A one-page file with a filled text field, two empty signature fields and, uncompressed, the sentence about the price. */
export function buildBase(kind: XrefKind = 'table'): Uint8Array {
  const objects = contractObjects(['Buyer', 'Seller'], PAGE_TEXT)
  const widgets = `10 0 R 11 0 R ${TEXT_FIELD} 0 R`
  return buildPdf({
    ...objects,
    3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 5 0 R>>>> /Contents 4 0 R /Annots [${widgets}]>>`,
    6: `<</Fields [${widgets}] /DR <</Font <</Label 5 0 R>>>> /DA (/Label 0 Tf 0 g)>>`,
    [TEXT_FIELD]: `<</Type /Annot /Subtype /Widget /FT /Tx /T (Price) /V (30) /F 4 /P 3 0 R /Rect [50 600 200 620] /AP <</N ${TEXT_FIELD + 1} 0 R>>>>`,
    [TEXT_FIELD + 1]: buildStream('/Type /XObject /Subtype /Form /BBox [0 0 150 20]', 'BT /Label 9 Tf 2 5 Td (30) Tj ET'),
  }, { kind })
}

export interface SignChoice {
  readonly authority: TestAuthority
  readonly base: Uint8Array
  readonly field?: string
  readonly certify?: boolean
  /** Null: none, as other programs sign. */
  readonly statement?: string | null
  readonly demo?: boolean
  readonly email?: string
  /** Instead of a one-time certificate for `email`. */
  readonly signatory?: TestSignatory
}

/** Signs a field as the product does: PAdES B-T with a one-time key. */
export async function signSample({ authority, base, field = 'Buyer', certify = false, statement = '{"a":1}', demo = false, email = 'lan@example.com', signatory }: SignChoice): Promise<Uint8Array> {
  const { signer } = signatory ?? (await authority.issueSignatory({ email, demo }))
  // Room for what an attacker puts beside an honest signature.
  const contentsSize = 1024 + computeContentsSize({
    statementLength: encodeUtf8(statement ?? '').length,
    certificateLengths: [signer.certificate, ...signer.chain].map((one) => one.length),
    timestampLength: (await authority.issueTimestamp(new Uint8Array(32))).length,
  })
  const prepared = prepareSignature({
    base, field, name: 'Nguyễn Thị Lan', reason: 'Đồng ý', location: 'Hà Nội', claimedTime: '2026-09-01T10:00:00+07:00', appearance: APPEARANCE, contentsSize, certify,
  })
  return signRevision({ prepared, signer, ...(statement === null ? {} : { statement }), timestamp: (imprint) => authority.issueTimestamp(imprint) })
}

/** Adds what a judge needs later: certificates and both authorities' lists. */
export async function secureSample(authority: TestAuthority, bytes: Uint8Array): Promise<Uint8Array> {
  return appendDocumentSecurityStore(bytes, {
    certificates: [...authority.anchors, ...authority.intermediates],
    crls: [await authority.issueCrl({ by: 'root' }), await authority.issueCrl()],
    ocsps: [],
  })
}

export interface Sample {
  readonly authority: TestAuthority
  readonly base: Uint8Array
  /** Signed once, B-T. */
  readonly signed: Uint8Array
  /** The same with validation data, B-LT. */
  readonly secured: Uint8Array
}

/** A real signed file made in this process with real keys. */
export async function createSample(choice: { readonly kind?: XrefKind; readonly certify?: boolean; readonly demo?: boolean; readonly statement?: string | null } = {}): Promise<Sample> {
  const authority = await createTestAuthority({ now: SAMPLE_TIME })
  const base = buildBase(choice.kind)
  const signed = await signSample({ authority, base, certify: choice.certify ?? false, demo: choice.demo ?? false, ...(choice.statement === undefined ? {} : { statement: choice.statement }) })
  return { authority, base, signed, secured: await secureSample(authority, signed) }
}
