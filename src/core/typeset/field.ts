import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFRawStream, PDFRef, PDFString } from 'pdf-lib'
import type { PDFContext } from 'pdf-lib'
import { CodedError } from '../bytes/error.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import type { ContractDocument } from '../contract/document.ts'
import { signaturePlaces } from '../contract/place.ts'
import { embedLabelFont } from './label-embedding.ts'
import { LABEL_FONT_NAMES, LABEL_REGULAR_WIDTHS, encodeLabelText, measureLabel } from './label-font.ts'
import type { FontSet } from './font.ts'
import { SOFT, formatNumber } from './page.ts'

const HINT = { vi: 'Chỗ ký điện tử', en: 'Sign here, electronically' } as const

/** What the empty field shows (PDF/A wants every widget to show something): a hint that the signature replaces. */
function composeHint(text: string, width: number, height: number): string {
  const size = 8
  const x = (width - measureLabel(text, LABEL_REGULAR_WIDTHS, size)) / 2
  return `q ${SOFT} rg BT /F1 ${size} Tf ${formatNumber(x)} ${formatNumber(height / 2 - 3)} Td <${encodeLabelText(text)}> Tj ET Q`
}

function* walk(node: PDFDict): Generator<PDFDict> {
  yield node
  const kids = node.lookup(PDFName.of('K'))
  const children = kids instanceof PDFArray ? kids.asArray().map((_, index) => kids.lookup(index)) : [kids]
  for (const child of children) if (child instanceof PDFDict && child.has(PDFName.of('S'))) yield* walk(child)
}

function findFormElements(context: PDFContext, root: PDFDict): Map<string, { readonly element: PDFDict; readonly ref: PDFRef }> {
  const found = new Map<string, { element: PDFDict; ref: PDFRef }>()
  for (const element of walk(root)) {
    if (element.get(PDFName.of('S')) !== PDFName.of('Form')) continue
    const title = element.lookup(PDFName.of('T'))
    const ref = context.getObjectRef(element)
    if ((title instanceof PDFString || title instanceof PDFHexString) && ref) found.set(title.decodeText(), { element, ref })
  }
  return found
}

/** Adds a structure parent for an annotation (ISO 32000-2 §14.7.5.4) and returns its key. */
function addStructParent(root: PDFDict, element: PDFRef): PDFNumber {
  const key = root.lookup(PDFName.of('ParentTreeNextKey'), PDFNumber)
  const tree = root.lookup(PDFName.of('ParentTree'), PDFDict)
  const numbers = tree.lookup(PDFName.of('Nums'), PDFArray)
  numbers.push(key)
  numbers.push(element)
  tree.lookupMaybe(PDFName.of('Limits'), PDFArray)?.set(1, key)
  root.set(PDFName.of('ParentTreeNextKey'), PDFNumber.of(key.asNumber() + 1))
  return key
}

/** A signature field that is wanted where the typeset file has a `Form` element of its name. */
export interface WantedField {
  readonly field: string
  readonly description: string
  /** In the label fonts' letters. */
  readonly hint: string
}

/**
 * Puts an empty signature field into each place of each party that signs, on its page's /Annots and in the structure tree, and the label
 * fonts into the form's resources. Throws TYPESET_PLACE_MISSING when the typeset file has no such place.
 */
export function addSignatureFields(context: PDFContext, catalog: PDFDict, document: ContractDocument, fonts: FontSet): void {
  const hint = HINT[document.language]
  addFields(context, catalog, document.parties.flatMap((party) => signaturePlaces(document, party.id).map((field) => ({ field, description: `${hint}: ${party.role}`, hint }))), fonts)
}

/** The same for fields of any file that is typeset here. Throws TYPESET_PLACE_MISSING. */
export function addFields(context: PDFContext, catalog: PDFDict, wanted: readonly WantedField[], fonts: FontSet): void {
  const name = PDFName.of.bind(PDFName)
  const root = catalog.lookup(name('StructTreeRoot'), PDFDict)
  const elements = findFormElements(context, root)
  const regular = embedLabelFont(context, fonts.sansRegular)
  const semibold = embedLabelFont(context, fonts.sansSemibold)
  const fields: PDFRef[] = []
  for (const { field, description, hint } of wanted) {
    const place = elements.get(field)
    const page = place?.element.get(name('Pg'))
    const box = place?.element.lookupMaybe(name('A'), PDFDict)?.lookupMaybe(name('BBox'), PDFArray)
    if (!place || !(page instanceof PDFRef) || !box) throw new CodedError('TYPESET_PLACE_MISSING', `no signature place ${field}`, { field })
    const [left, bottom, right, top] = box.asArray().map((value) => (value instanceof PDFNumber ? Math.round(value.asNumber() * 100) / 100 : 0)) as [number, number, number, number]
    const [width, height] = [Math.round((right - left) * 100) / 100, Math.round((top - bottom) * 100) / 100]
    const content = encodeLatin1(composeHint(hint, width, height))
    const form = context.register(
      PDFRawStream.of(context.obj({ Type: 'XObject', Subtype: 'Form', FormType: 1, BBox: [0, 0, width, height], Resources: { Font: { F1: regular } } }), content),
    )
    const widget = context.register(
      context.obj({
        Type: 'Annot',
        Subtype: 'Widget',
        FT: 'Sig',
        T: PDFString.of(field),
        TU: PDFHexString.fromText(description),
        Rect: [left, bottom, right, top],
        P: page,
        F: 4,
        AP: { N: form },
        StructParent: addStructParent(root, place.ref),
      }),
    )
    place.element.set(name('K'), context.obj({ Type: 'OBJR', Pg: page, Obj: widget }))
    const leaf = context.lookup(page, PDFDict)
    const annotations = leaf.lookupMaybe(name('Annots'), PDFArray)
    if (annotations) annotations.push(widget)
    else leaf.set(name('Annots'), context.obj([widget]))
    leaf.set(name('Tabs'), name('S'))
    fields.push(widget)
  }
  if (fields.length === 0) return
  const resources = { Font: { [LABEL_FONT_NAMES.regular]: regular, [LABEL_FONT_NAMES.semibold]: semibold } }
  catalog.set(name('AcroForm'), context.register(context.obj({ Fields: fields, SigFlags: 3, DR: resources, DA: PDFString.of(`/${LABEL_FONT_NAMES.regular} 0 Tf 0 g`) })))
}
