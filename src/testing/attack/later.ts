import { encodeLatin1 } from '../../core/bytes/text.ts'
import { buildStream } from '../pdf/builder.ts'
import type { Attack } from './attack.ts'
import { freshNumber, join, objectText, signatureOf, update } from './edit.ts'
import { signSample, TEXT_FIELD } from './sample.ts'

const content = (text: string) => buildStream('', `BT /F1 12 Tf 50 700 Td (${text}) Tj ET`)
const OTHER = content('The price is 90 million')
const PAGE = 3
const BUYER = 10
const SELLER = 11

const edit = (bytes: Uint8Array, number: number, change: (text: string) => string): Uint8Array => update(bytes, { [number]: change(objectText(bytes, number)) })
const insert = (entries: string) => (text: string) => text.replace(/>>\s*$/, ` ${entries}>>`)
const valueNumber = (bytes: Uint8Array): number => signatureOf(bytes).id!.number

/** A stream that claims to be a font, a form, a page's content: what the file shows. */
const drawing = (words: string) => buildStream('/Type /XObject /Subtype /Form /BBox [0 0 595 842]', `1 g 0 0 595 842 re f 0 g BT /F1 20 Tf 50 700 Td (${words}) Tj ET`)

/** Attacks by one well-formed revision more: nothing that is signed changes, but what is seen does. */
export const LATER_ATTACKS: readonly Attack[] = [
  { name: 'full update: page content replaced', caught: 'changes-permitted', kind: 'page-content', make: ({ secured }) => update(secured, { 4: OTHER }) },
  { name: 'full update: page pointed to other content', caught: 'changes-permitted', kind: 'page-content', make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, { [fresh]: OTHER, [PAGE]: objectText(secured, PAGE).replace('/Contents 4 0 R', `/Contents ${fresh} 0 R`) })
  } },
  { name: 'full update: another font under the same name', caught: 'changes-permitted', kind: 'object-changed', make: ({ secured }) => update(secured, { 5: '<</Type /Font /Subtype /Type1 /BaseFont /Symbol>>' }) },
  { name: 'full update: page box moved', caught: 'changes-permitted', kind: 'page-changed', make: ({ secured }) => edit(secured, PAGE, (text) => text.replace('[0 0 595 842]', '[0 0 595 650]')) },
  { name: 'full update: page turned', caught: 'changes-permitted', kind: 'page-changed', make: ({ secured }) => edit(secured, PAGE, insert('/Rotate 180')) },
  { name: 'pages: one added', caught: 'changes-permitted', kind: 'page-added', make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, { [fresh]: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R>>`, 2: `<</Type /Pages /Kids [3 0 R ${fresh} 0 R] /Count 2>>` })
  } },
  { name: 'pages: one put for another', caught: 'changes-permitted', kind: 'page-added', make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, { [fresh]: objectText(secured, PAGE).replace('/Contents 4 0 R', '/Contents 4 0 R /UserUnit 1'), 2: `<</Type /Pages /Kids [${fresh} 0 R] /Count 1>>` })
  } },
  { name: 'pages: all removed', caught: 'changes-permitted', kind: 'page-removed', make: ({ secured }) => update(secured, { 2: '<</Type /Pages /Kids [] /Count 0>>' }) },
  { name: 'shadow: content freed', caught: 'changes-permitted', kind: 'page-content', make: ({ secured }) => update(secured, {}, [4]) },
  { name: 'catalog: another page tree', caught: 'changes-permitted', kind: 'catalog-changed', make: ({ secured }) => {
    const fresh = freshNumber(secured)
    const page = fresh + 1
    return update(secured, { [fresh]: `<</Type /Pages /Kids [${page} 0 R] /Count 1>>`, [page]: `<</Type /Page /Parent ${fresh} 0 R /MediaBox [0 0 595 842]>>`, 1: objectText(secured, 1).replace('/Pages 2 0 R', `/Pages ${fresh} 0 R`) })
  } },
  { name: 'catalog: a script when opened', caught: 'changes-permitted', kind: 'catalog-changed', make: ({ secured }) => edit(secured, 1, insert('/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>')) },
  { name: 'catalog: attachments', caught: 'changes-permitted', kind: 'catalog-changed', make: ({ secured }) => edit(secured, 1, insert('/Names <</EmbeddedFiles <</Names []>>>>')) },
  { name: 'catalog: permissions written later', caught: 'changes-permitted', kind: 'catalog-changed', make: ({ secured }) => edit(secured, 1, insert(`/Perms <</DocMDP ${valueNumber(secured)} 0 R>>`)) },
  { name: 'catalog: a layer that hides', caught: 'changes-permitted', kind: 'catalog-changed', make: ({ secured }) => edit(secured, 1, insert('/OCProperties <</OCGs [] /D <<>>>>')) },
  { name: 'form: appearances to be made anew', caught: 'changes-permitted', kind: 'form-changed', make: ({ secured }) => edit(secured, 6, insert('/NeedAppearances true')) },
  { name: 'form: XFA instead of it', caught: 'changes-permitted', kind: 'form-changed', make: ({ secured }) => edit(secured, 6, insert('/XFA (<xdp/>)')) },
  { name: 'form: font resource replaced', caught: 'changes-permitted', kind: 'form-changed', make: ({ secured }) => edit(secured, 6, (text) => text.replace('/Label 5 0 R', '/Label 4 0 R')) },
  { name: 'form overlay: text field replaced', caught: 'changes-permitted', kind: 'value-replaced', undecided: true, make: ({ secured }) => {
    const fresh = freshNumber(secured)
    const field = objectText(secured, TEXT_FIELD).replace('(30)', '(90)').replace(`/N ${TEXT_FIELD + 1} 0 R`, `/N ${fresh} 0 R`)
    return update(secured, { [TEXT_FIELD]: field, [fresh]: buildStream('/Type /XObject /Subtype /Form /BBox [0 0 150 20]', 'BT /Label 9 Tf 2 5 Td (90) Tj ET') })
  } },
  { name: 'form overlay: only the look of a field', caught: 'changes-permitted', kind: 'appearance-changed', make: ({ secured }) => update(secured, { [TEXT_FIELD + 1]: buildStream('/Type /XObject /Subtype /Form /BBox [0 0 150 20]', 'BT /Label 9 Tf 2 5 Td (90) Tj ET') }) },
  { name: 'form overlay: field moved over text', caught: 'changes-permitted', make: ({ secured }) => edit(secured, TEXT_FIELD, (text) => text.replace('[50 600 200 620]', '[50 690 300 720]')) },
  { name: 'form: a new text field', caught: 'changes-permitted', kind: 'annotation-added', make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, {
      [fresh]: '<</Type /Annot /Subtype /Widget /FT /Tx /T (More) /V (x) /F 4 /P 3 0 R /Rect [0 0 500 500]>>',
      6: objectText(secured, 6).replace('/Fields [', `/Fields [${fresh} 0 R `), [PAGE]: objectText(secured, PAGE).replace('/Annots [', `/Annots [${fresh} 0 R `),
    })
  } },
  { name: 'form: a field removed', caught: 'changes-permitted', kind: 'field-removed', make: ({ secured }) => edit(secured, 6, (text) => text.replace(`${TEXT_FIELD} 0 R`, '')) },
  ...(['FreeText', 'Stamp', 'Square', 'Redact'] as const).map((subtype): Attack => ({
    name: `annotation: ${subtype}`, caught: 'changes-permitted', kind: subtype === 'Redact' ? 'annotation-added' : 'annotation-drawn', ...(subtype === 'Redact' ? {} : { undecided: true as const }),
    make: ({ secured }) => {
      const fresh = freshNumber(secured)
      return update(secured, {
        [fresh]: `<</Type /Annot /Subtype /${subtype} /Rect [50 690 300 720] /Contents (90 million) /AP <</N ${fresh + 1} 0 R>>>>`, [fresh + 1]: drawing('90 million'),
        [PAGE]: objectText(secured, PAGE).replace('/Annots [', `/Annots [${fresh} 0 R `),
      })
    },
  })),
  { name: 'certification: remark under P=2', caught: 'changes-permitted', kind: 'annotation-added', certified: true, make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, { [fresh]: '<</Type /Annot /Subtype /Square /Rect [50 690 300 720]>>', [PAGE]: objectText(secured, PAGE).replace('/Annots [', `/Annots [${fresh} 0 R `) })
  } },
  { name: 'certification: a new visible signature field', caught: 'changes-permitted', kind: 'signature-over-text', certified: true, make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, {
      [fresh]: `<</Type /Annot /Subtype /Widget /FT /Sig /T (Late) /F 4 /P 3 0 R /Rect [50 690 300 720] /AP <</N ${fresh + 1} 0 R>>>>`, [fresh + 1]: drawing('90 million'),
      6: objectText(secured, 6).replace('/Fields [', `/Fields [${fresh} 0 R `), [PAGE]: objectText(secured, PAGE).replace('/Annots [', `/Annots [${fresh} 0 R `),
    })
  } },
  { name: 'signature field: a new one over the whole page', caught: 'changes-permitted', kind: 'signature-covers-page', make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, {
      [fresh]: `<</Type /Annot /Subtype /Widget /FT /Sig /T (Late) /F 4 /P 3 0 R /Rect [0 0 595 842] /AP <</N ${fresh + 1} 0 R>>>>`, [fresh + 1]: drawing('90 million'),
      6: objectText(secured, 6).replace('/Fields [', `/Fields [${fresh} 0 R `), [PAGE]: objectText(secured, PAGE).replace('/Annots [', `/Annots [${fresh} 0 R `),
    })
  } },
  { name: 'dictionary spoofing: another /Reason', caught: 'dictionary-unchanged', make: ({ secured }) => {
    const number = valueNumber(secured)
    const { place } = signatureOf(secured)
    return update(secured, { [number]: join(secured.subarray(place!.start, place!.end - 2), ' /ContactInfo (somebody else)>>') })
  } },
  { name: 'signature field: another appearance', caught: 'changes-permitted', make: ({ secured }) => {
    const fresh = freshNumber(secured)
    return update(secured, { [fresh]: drawing('Signed by another'), [BUYER]: objectText(secured, BUYER).replace(/\/AP <<[^>]*>>/, `/AP <</N ${fresh} 0 R>>`) })
  } },
  { name: 'signature field: shared appearance overwritten', caught: 'changes-permitted', make: ({ secured }) => {
    const number = Number(/\/N (\d+) 0 R/.exec(objectText(secured, BUYER))![1])
    return update(secured, { [number]: drawing('Signed by another') })
  } },
  { name: 'signature: emptied', caught: 'field-reachable', make: ({ secured }) => edit(secured, BUYER, (text) => text.replace(/\/V \d+ 0 R/, '')) },
  { name: 'signature: its field taken out of the form', caught: 'field-reachable', make: ({ secured }) => edit(secured, 6, (text) => text.replace(`${BUYER} 0 R`, '')) },
  { name: 'signature: its value in a second field', caught: 'value-unshared', make: ({ secured }) => edit(secured, SELLER, insert(`/V ${valueNumber(secured)} 0 R`)) },
  { name: 'key-name laundering: a page’s content named a certificate', caught: 'changes-permitted', kind: 'security-store-misused', make: ({ signed }) => update(signed, { 1: insert('/DSS <</Type /DSS /Certs [4 0 R]>>')(objectText(signed, 1)), 4: OTHER }) },
  { name: 'key-name laundering: a drawing named validation data', caught: 'changes-permitted', kind: 'security-store-misused', make: ({ signed }) => {
    const fresh = freshNumber(signed)
    return update(signed, { [fresh]: drawing('x'), 1: insert(`/DSS ${fresh} 0 R`)(objectText(signed, 1)) })
  } },
  { name: 'key-name laundering: a real certificate that the page draws, too', caught: 'changes-permitted', kind: 'object-shared', make: ({ signed, authority }) => {
    return update(signed, { 4: buildStream('', authority.anchors[0]!), 1: insert('/DSS <</Type /DSS /Certs [4 0 R]>>')(objectText(signed, 1)) })
  } },
  { name: 'shadow: bytes of a later revision that nothing names', caught: 'unexplained-bytes', undecided: true, make: ({ signed }) => {
    const fresh = freshNumber(signed)
    const value = join(encodeLatin1('<</Type /Extra>>\nendobj\n77 0 obj\n<</Type /Page /Contents 4 0 R>>'))
    return update(signed, { [fresh]: value })
  } },
  { name: 'signing over: content replaced, then signed by somebody else', caught: 'changes-permitted', kind: 'page-content', make: ({ secured, authority }) => signSample({ authority, base: update(secured, { 4: OTHER }), field: 'Seller', email: 'eve@example.com' }) },
]
