import { deflate } from '../bytes/deflate.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import type { Appearance, AppearanceForm } from './appearance.ts'
import { refuse } from './error.ts'
import { pdfArray, pdfDictionary, pdfName, pdfNumber, pdfReference, pdfStream } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import type { RevisionObject } from './writer.ts'

/** How a form's matrix turns it counter-clockwise; the viewer moves it into its rectangle (ISO 32000-2 §12.5.5). */
const TURNS: Readonly<Record<number, readonly number[]>> = { 90: [0, 1, -1, 0, 0, 0], 180: [-1, 0, 0, -1, 0, 0], 270: [0, -1, 1, 0, 0, 0] }

export interface AppearanceSurroundings {
  /** The AcroForm's /DR /Font. */
  readonly fonts: PdfDictionary | null
  /** Degrees counter-clockwise that the drawing is turned in its page. */
  readonly rotation?: number
  /** /ColorSpace of the resources, where the file needs its device colours explained. */
  readonly colorSpaces?: PdfDictionary | undefined
}

const isUsable = (size: number): boolean => size > 0 && size < 14_400

function composeForm(form: AppearanceForm, resources: PdfDictionary, rotation = 0): PdfObject {
  if (!isUsable(form.width) || !isUsable(form.height)) refuse('PDF_FIELD_UNFIT', 'appearance has no usable size')
  const entries = {
    Type: pdfName('XObject'),
    Subtype: pdfName('Form'),
    FormType: pdfNumber(1),
    BBox: pdfArray([pdfNumber(0), pdfNumber(0), pdfNumber(form.width), pdfNumber(form.height)]),
    Matrix: TURNS[rotation] === undefined ? undefined : pdfArray(TURNS[rotation].map(pdfNumber)),
    Resources: resources,
    Filter: pdfName('FlateDecode'),
  }
  return pdfStream(entries, deflate(encodeLatin1(form.content)))
}

function findFonts(appearance: Appearance, available: PdfDictionary | null): PdfDictionary | undefined {
  const names = Object.entries(appearance.fonts)
  if (names.length === 0) return undefined
  const fonts: Record<string, PdfObject> = {}
  for (const [used, name] of names) {
    const font = available?.entries.get(name)
    if (font?.kind !== 'reference') return refuse('PDF_FIELD_UNFIT', `form has no font ${name} in /DR`)
    fonts[used] = pdfReference(font)
  }
  return pdfDictionary(fonts)
}

function graphicsStates(appearance: Appearance): PdfDictionary | undefined {
  if (appearance.extGState === undefined) return undefined
  const states = Object.entries(appearance.extGState)
  if (states.length === 0) return undefined
  const encoded = states.map(([name, state]) => {
    const numbers = Object.entries(state).map(([key, value]) => [key, pdfNumber(value)] as const)
    return [name, pdfDictionary({ Type: pdfName('ExtGState'), ...Object.fromEntries(numbers) })] as const
  })
  return pdfDictionary(Object.fromEntries(encoded))
}

/**
 * The form XObjects of an appearance (ISO 32000-2 §8.10), numbered from `number` on; the first is what /AP /N names.
 * Throws PDF_FIELD_UNFIT for a font that is not there, LATIN1_MALFORMED for content that is not one byte a letter.
 */
export function composeAppearance(appearance: Appearance, number: number, { fonts, rotation, colorSpaces }: AppearanceSurroundings): RevisionObject[] {
  const shared = { Font: findFonts(appearance, fonts), ExtGState: graphicsStates(appearance), ColorSpace: colorSpaces }
  if (appearance.xobjects === undefined) return [{ number, generation: 0, value: composeForm(appearance, pdfDictionary(shared), rotation) }]
  const inner = Object.entries(appearance.xobjects)
  const references = inner.map(([name], i) => [name, pdfReference({ number: number + 1 + i, generation: 0 })] as const)
  const outer = pdfDictionary({ ...shared, XObject: inner.length > 0 ? pdfDictionary(Object.fromEntries(references)) : undefined })
  return [
    { number, generation: 0, value: composeForm(appearance, outer, rotation) },
    ...inner.map(([, form], i) => ({ number: number + 1 + i, generation: 0, value: composeForm(form, pdfDictionary(shared)) })),
  ]
}
