import { pdfBoolean, pdfNumber, pdfReference, withEntries } from '../../core/pdf/object.ts'
import type { PdfObject } from '../../core/pdf/object.ts'
import type { RuleId } from '../../core/validation/rule.ts'
import { content, dict, drawing, list, name, rect, stream, text } from './target.ts'
import type { Target } from './target.ts'

/** An attack on a signed file of any producer, and the rule meant for it; or how the file is refused. */
export interface ForeignAttack {
  /** Class of STANDARDS §4 before the colon, then the variant. */
  readonly name: string
  readonly make: (target: Target) => Uint8Array
  readonly caught: RuleId | readonly string[]
}

const script = dict({ S: name('JavaScript'), JS: text('app.alert(1)') })
/** Across the page, where all the bases have their sentence. */
const over = (target: Target): PdfObject => rect(40, 690, Math.max(300, target.page.mediaBox?.[2] ?? 0), 820)
const annotation = (target: Target, subtype: string, more: Record<string, PdfObject> = {}): PdfObject => dict({ Type: name('Annot'), Subtype: name(subtype), Rect: over(target), F: pdfNumber(4), ...more })

function annotate(target: Target, subtype: string, more: Record<string, PdfObject> = {}): Uint8Array {
  const update = target.update()
  return target.grow(update, target.page.id, 'Annots', [update.add(annotation(target, subtype, more))]).write()
}

const inCatalog = (key: string, value: (target: Target) => PdfObject) => (target: Target): Uint8Array => target.update().edit(target.catalog, { [key]: value(target) }).write()
const onPage = (entries: Record<string, PdfObject>) => (target: Target): Uint8Array => target.update().edit(target.page.id, entries).write()
const onPrice = (entries: Record<string, PdfObject | undefined>) => (target: Target): Uint8Array => target.update().edit(target.text('Price').id, entries).write()

function addField(target: Target, entries: Record<string, PdfObject>, look: PdfObject | null = null): Uint8Array {
  const update = target.update()
  const field = update.add(dict({ Type: name('Annot'), Subtype: name('Widget'), F: pdfNumber(4), P: pdfReference(target.page.id), ...entries, ...(look ? { AP: dict({ N: update.add(look) }) } : {}) }))
  target.editForm(update, (form) => ({ Fields: list([...target.fields(form), field]) }))
  return target.grow(update, target.page.id, 'Annots', [field]).write()
}

/** What a field of its size looks like with words in it. */
function look(words: string, before = '', after = '', box: PdfObject = rect(0, 0, 150, 20), encoding: Record<string, PdfObject> = {}): PdfObject {
  const font = dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica'), ...encoding })
  return stream({ Type: name('XObject'), Subtype: name('Form'), BBox: box, Resources: dict({ Font: dict({ F1: font }), ExtGState: dict({ Ghost: dict({ ca: pdfNumber(0.02) }) }) }) }, `BT ${before} /F1 9 Tf 2 5 Td (${words}) Tj ET ${after}`)
}

const fillNote = (entries: Record<string, PdfObject>, before = '', after = '', box?: PdfObject) => (target: Target): Uint8Array => {
  const update = target.update()
  return update.edit(target.text('Note').id, { V: text('agreed'), AP: dict({ N: update.add(look('agreed', before, after, box)) }), ...entries }).write()
}

/** Attacks by a well-formed save after the signature. */
export const SAVED_ATTACKS: readonly ForeignAttack[] = ([
  ['shadow replace: content overwritten in place', (target) => target.update().set(target.contentId, content()).write()],
  ['shadow replace: page pointed to other content', (target) => {
    const update = target.update()
    return update.edit(target.page.id, { Contents: update.add(content()) }).write()
  }],
  ['shadow replace: content added to what is there', (target) => {
    const update = target.update()
    return update.edit(target.page.id, { Contents: list([pdfReference(target.contentId), update.add(content())]) }).write()
  }],
  ['shadow replace: fonts of the page exchanged', onPage({ Resources: dict({ Font: dict({ F1: dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Symbol') }) }) }) })],
  ['shadow hide: content freed', (target) => target.update().free(target.contentId.number).write()],
  ['shadow hide: media box moved', onPage({ MediaBox: rect(0, 0, 595, 600) })],
  ['shadow hide: crop box set', onPage({ CropBox: rect(0, 0, 595, 600) })],
  ['shadow hide: page turned', onPage({ Rotate: pdfNumber(180) })],
  ['shadow hide: user unit', onPage({ UserUnit: pdfNumber(9) })],
  ['shadow hide: white rectangle over the words', (target) => annotate(target, 'Square', { IC: rect(1, 1, 1) , AP: dict({ N: pdfReference({ number: 0, generation: 0 }) }) })],
  ['pages: one added', (target) => {
    const update = target.update()
    const page = update.add(dict({ Type: name('Page'), Parent: pdfReference(target.pages), MediaBox: rect(0, 0, 595, 842), Contents: update.add(content()) }))
    return target.grow(update, target.pages, 'Kids', [page]).edit(target.pages, { Count: pdfNumber(3) }).write()
  }],
  ['pages: one removed', (target) => target.update().edit(target.pages, { Kids: list([pdfReference(target.page.id)]), Count: pdfNumber(1) }).write()],
  ['pages: order changed', (target) => target.update().edit(target.pages, { Kids: list(target.file.pages.toReversed().map(({ id }) => pdfReference(id))) }).write()],
  ['pages: one put for another', (target) => {
    const update = target.update()
    const page = update.add(withEntries(target.page.dictionary, { Contents: update.add(content()) }))
    return update.edit(target.pages, { Kids: list([page, ...target.file.pages.slice(1).map(({ id }) => pdfReference(id))]) }).write()
  }],
  ['shadow replace: another page tree', (target) => {
    const update = target.update()
    const page = update.add(dict({ Type: name('Page'), MediaBox: rect(0, 0, 595, 842), Contents: update.add(content()) }))
    return update.edit(target.catalog, { Pages: update.add(dict({ Type: name('Pages'), Kids: list([page]), Count: pdfNumber(1) })) }).write()
  }],
  ['shadow replace: another catalog', (target) => {
    const update = target.update()
    const root = update.add(target.file.root)
    return update.write({ Root: root })
  }],
  ['scripts: when the document opens', inCatalog('OpenAction', () => script)],
  ['scripts: additional actions of the document', inCatalog('AA', () => dict({ WP: script }))],
  ['scripts: by name', inCatalog('Names', () => dict({ JavaScript: dict({ Names: list([text('a'), script]) }) }))],
  ['scripts: when the page opens', onPage({ AA: dict({ O: script }) })],
  ['launch: a link that starts a program', (target) => annotate(target, 'Link', { A: dict({ S: name('Launch'), F: text('cmd.exe') }) })],
  ['embedded files: one added', inCatalog('Names', () => dict({ EmbeddedFiles: dict({ Names: list([]) }) }))],
  ['optional content: layers added', inCatalog('OCProperties', () => dict({ OCGs: list([]), D: dict({}) }))],
  ['catalog: structure tree exchanged', inCatalog('StructTreeRoot', () => dict({ Type: name('StructTreeRoot'), K: list([]) }))],
  ['catalog: outlines added', inCatalog('Outlines', () => dict({ Type: name('Outlines'), Count: pdfNumber(0) }))],
  ['catalog: page labels', inCatalog('PageLabels', () => dict({ Nums: list([pdfNumber(0), dict({ P: text('Copy') })]) }))],
  ['catalog: output intents', inCatalog('OutputIntents', () => list([dict({ S: name('GTS_PDFX') })]))],
  ['catalog: viewer preferences', inCatalog('ViewerPreferences', () => dict({ HideToolbar: pdfBoolean(true) }))],
  ['catalog: base address', inCatalog('URI', () => dict({ Base: text('https://example.org/') }))],
  ['key-name laundering: content named a certificate', (target) => {
    return target.update().set(target.contentId, content()).edit(target.catalog, { DSS: dict({ Certs: list([pdfReference(target.contentId)]) }) }).write()
  }],
  ['key-name laundering: a drawing named /DSS', (target) => {
    const update = target.update()
    return update.edit(target.catalog, { DSS: update.add(drawing()) }).write()
  }],
  ['key-name laundering: content named metadata', (target) => target.update().set(target.contentId, stream({ Type: name('Metadata'), Subtype: name('XML') }, 'BT (90) Tj ET')).edit(target.catalog, { Metadata: pdfReference(target.contentId) }).write()],
  ['key-name laundering: content named information', (target) => target.update().set(target.contentId, content()).write({ Info: pdfReference(target.contentId) })],
  ['key-name laundering: content under an extension', (target) => target.update().set(target.contentId, content()).edit(target.catalog, { Extensions: dict({ ADBE: pdfReference(target.contentId) }) }).write()],
  ['key-name laundering: content under a trailer key', (target) => target.update().set(target.contentId, content()).write({ DSS: pdfReference(target.contentId) })],
  ['key-name laundering: what the page shows, unchanged, named a certificate', inCatalog('DSS', (target) => dict({ Certs: list([pdfReference(target.contentId)]) }))],
  ['key-name laundering: what the page shows, unchanged, named information', (target) => target.update().write({ Info: pdfReference(target.contentId) })],
  ['key-name laundering: a way into the document under a trailer key', (target) => target.update().write({ Extra: list([pdfReference(target.contentId)]) })],
  ['metadata: no XML', (target) => {
    const update = target.update()
    return update.edit(target.catalog, { Metadata: update.add(stream({ Type: name('Metadata'), Subtype: name('XML') }, 'BT (90) Tj ET')) }).write()
  }],
  ['XML bomb in metadata', (target) => {
    const update = target.update()
    return update.edit(target.catalog, { Metadata: update.add(stream({ Type: name('Metadata'), Subtype: name('XML') }, '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>')) }).write()
  }],
  ['form overlay: value replaced, look kept', onPrice({ V: text('90') })],
  ['form overlay: look replaced, value kept', (target) => {
    const update = target.update()
    return update.edit(target.text('Price').id, { AP: dict({ N: update.add(drawing('90')) }) }).write()
  }],
  ['value ≠ appearance: filled with one, shows another', (target) => {
    const update = target.update()
    return update.edit(target.text('Note').id, { V: text('agreed'), AP: dict({ N: update.add(drawing('0123456789')) }) }).write()
  }],
  ['value ≠ appearance: filled with words that nobody sees', fillNote({}, '3 Tr')],
  ['value ≠ appearance: filled with words that are painted over', fillNote({}, '', '1 g 0 0 150 20 re f')],
  ['value ≠ appearance: filled with words that are painted over in black', fillNote({}, '', '0 g 0 0 150 20 re f')],
  ['value ≠ appearance: filled with words under a coloured shape', fillNote({}, '', '.2 .4 .9 rg 0 0 m 150 1 l 149 20 l 0 19 l f')],
  ['value ≠ appearance: filled with words under a picture', fillNote({}, '', 'q 150 0 0 20 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u0080 EI Q')],
  ['value ≠ appearance: filled with words in the colour of their ground', fillNote({}, 'ET 0 0 .5 rg 0 0 150 20 re f 0 0 .5 rg BT')],
  ['value ≠ appearance: filled with words as good as transparent', fillNote({}, '/Ghost gs')],
  ['value ≠ appearance: filled with words that are cut off', fillNote({}, '', '', rect(0, 0, 150, 0))],
  ['value ≠ appearance: filled with words that are clipped away', fillNote({}, '0 0 0 0 re W n')],
  ['value ≠ appearance: filled with words too small to read', fillNote({}, '.01 0 0 .01 0 0 Tm')],
  ['value ≠ appearance: filled with words in white', fillNote({}, '/DeviceRGB cs 1 1 1 sc')],
  ['value ≠ appearance: filled with words that a layer shows', fillNote({}, '/OC /L BDC 0 Tr', 'EMC')],
  ['value ≠ appearance: filled in a font that draws other letters than it says', (target) => {
    const update = target.update()
    const names = [...'refuse'].map(name)
    const differences = list([pdfNumber(97), names[0]!, pdfNumber(100), names[1]!, names[2]!, pdfNumber(103), names[3]!, pdfNumber(114), names[4]!])
    const toUnicode = update.add(stream({}, '1 begincodespacerange <00> <ff> endcodespacerange 5 beginbfchar <61> <0061> <64> <0064> <65> <0065> <67> <0067> <72> <0072> endbfchar'))
    const drawn = update.add(look('agreed', '', '', rect(0, 0, 150, 20), { Encoding: dict({ Differences: differences }), ToUnicode: toUnicode }))
    return update.edit(target.text('Note').id, { V: text('agreed'), AP: dict({ N: drawn }) }).write()
  }],
  ['value ≠ appearance: filled, to be written in white', fillNote({ DA: text('/Helv 9 Tf 1 g') })],
  ['value ≠ appearance: filled, rich text says otherwise', fillNote({ RV: text('<body><p>refused</p></body>') })],
  ['form overlay: look of an old value cut off', (target) => {
    const update = target.update()
    return update.edit(target.text('Price').id, { AP: dict({ N: update.add(look('30', '', '', rect(0, 0, 0, 20))) }) }).write()
  }],
  ['form overlay: old value written in white', onPrice({ DA: text('/Helv 9 Tf 1 g') })],
  ['form overlay: rich text beside an old value', onPrice({ RV: text('<body><p>90</p></body>') })],
  ['form overlay: field laid over the words', (target) => target.update().edit(target.text('Price').id, { Rect: over(target) }).write()],
  ['form overlay: field hidden', onPrice({ F: pdfNumber(2) })],
  ['form overlay: calculated by a script', onPrice({ AA: dict({ C: script }) })],
  ['form overlay: no longer read-only, other flags', onPrice({ Ff: pdfNumber(1 << 13) })],
  ['form overlay: a new text field', (target) => addField(target, { FT: name('Tx'), T: text('More'), V: text('x'), Rect: over(target) }, drawing())],
  ['form overlay: a new button', (target) => addField(target, { FT: name('Btn'), T: text('Push'), Ff: pdfNumber(1 << 16), Rect: over(target) }, drawing())],
  ['form: a field removed', (target) => target.editForm(target.update(), (form) => ({ Fields: list(target.fields(form).filter((one) => one.kind !== 'reference' || one.number !== target.text('Price').id.number)) })).write()],
  ['form: XFA added', (target) => target.editForm(target.update(), () => ({ XFA: text('<xdp:xdp/>') })).write()],
  ['form: appearances to be made anew', (target) => target.editForm(target.update(), () => ({ NeedAppearances: pdfBoolean(true) })).write()],
  ['form: order of calculation', (target) => target.editForm(target.update(), () => ({ CO: list([pdfReference(target.text('Price').id)]) })).write()],
  ['evil annotation: FreeText', (target) => annotate(target, 'FreeText', { Contents: text('90 million') })],
  ['evil annotation: Stamp', (target) => annotate(target, 'Stamp')],
  ['evil annotation: Redact', (target) => annotate(target, 'Redact')],
  ['evil annotation: a highlight that hides', (target) => {
    const update = target.update()
    return target.grow(update, target.page.id, 'Annots', [update.add(annotation(target, 'Highlight', { AP: dict({ N: update.add(drawing('', '1 g 0 0 595 842 re f')) }) }))]).write()
  }],
  ['evil annotation: a square that shows a picture', (target) => {
    const update = target.update()
    const picture = update.add(stream({ Type: name('XObject'), Subtype: name('Image'), Width: pdfNumber(1), Height: pdfNumber(1), ColorSpace: name('DeviceGray'), BitsPerComponent: pdfNumber(8) }, '0'))
    const shown = stream({ Type: name('XObject'), Subtype: name('Form'), BBox: rect(0, 0, 200, 50), Resources: dict({ XObject: dict({ I: picture }) }) }, '200 0 0 50 0 0 cm /I Do')
    return target.grow(update, target.page.id, 'Annots', [update.add(annotation(target, 'Square', { Rect: rect(300, 20, 500, 70), AP: dict({ N: update.add(shown) }) }))]).write()
  }],
  ['evil annotation: an ink that writes', (target) => {
    const update = target.update()
    return target.grow(update, target.page.id, 'Annots', [update.add(annotation(target, 'Ink', { AP: dict({ N: update.add(drawing('90 million', '')) }) }))]).write()
  }],
  ['evil annotation: without a number of its own', (target) => target.grow(target.update(), target.page.id, 'Annots', [annotation(target, 'Widget', { FT: name('Btn') })]).write()],
  ['evil annotation: a film', (target) => annotate(target, 'RichMedia')],
  ['sneaky signature: a new field over the words', (target) => addField(target, { FT: name('Sig'), T: text('Late'), Rect: over(target) }, drawing())],
  ['sneaky signature: a new field over the page', (target) => addField(target, { FT: name('Sig'), T: text('Late'), Rect: rect(0, 0, 595, 842) }, drawing())],
  ['recycled signature: its value in a new visible field', (target) => addField(target, { FT: name('Sig'), T: text('Copy'), Rect: over(target), V: pdfReference(target.signatureId) }, drawing()), 'value-unshared'],
  ['recycled signature: a copy of its dictionary in a new field', (target) => {
    const update = target.update()
    const copy = update.add(target.signed.value.dictionary)
    const field = update.add(dict({ Type: name('Annot'), Subtype: name('Widget'), FT: name('Sig'), T: text('Copy'), F: pdfNumber(4), Rect: rect(300, 300, 400, 340), V: copy }))
    target.editForm(update, (form) => ({ Fields: list([...target.fields(form), field]) }))
    return update.write()
  }, 'byte-range-gap'],
  ['dictionary spoofing: another /Reason', (target) => target.update().edit(target.signatureId, { Reason: text('Approved') }).write(), 'dictionary-unchanged'],
  ['dictionary spoofing: another /Name', (target) => target.update().edit(target.signatureId, { Name: text('The President') }).write(), 'dictionary-unchanged'],
  ['dictionary spoofing: another /M', (target) => target.update().edit(target.signatureId, { M: text('D:20200101000000Z') }).write(), 'dictionary-unchanged'],
  ['universal forgery: /ByteRange taken away later', (target) => target.update().edit(target.signatureId, { ByteRange: undefined }).write(), 'dictionary-unchanged'],
  ['universal forgery: /Contents emptied later', (target) => target.update().edit(target.signatureId, { Contents: text('') }).write(), 'dictionary-unchanged'],
  ['signature removed: its value', (target) => target.update().edit(target.signed.id!, { V: undefined }).write(), 'field-reachable'],
  ['signature removed: its field', (target) => target.editForm(target.update(), (form) => ({ Fields: list(target.fields(form).filter((one) => one.kind !== 'reference' || one.number !== target.signed.id!.number)) })).write(), 'field-reachable'],
  ['signature removed: the form', (target) => target.update().edit(target.catalog, { AcroForm: undefined }).write(), 'field-reachable'],
  ['permissions: taken away or set', inCatalog('Perms', () => dict({ UR3: dict({ Type: name('Sig') }) }))],
] as readonly (readonly [string, ForeignAttack['make'], RuleId?])[]).map(([title, make, caught = 'changes-permitted']) => ({ name: title, make, caught }))
