import { isCodedError } from '../../bytes/error.ts'
import { FILL_SPACES, isLike, plainColour, WHITE } from '../../pdf/colour.ts'
import { readOperations } from '../../pdf/content.ts'
import type { PdfDictionary, PdfObject, PdfStream } from '../../pdf/object.ts'
import { areaOf, boxAround, cornersOf, holdsMiddle, intersect, readRectangle } from '../../pdf/page-geometry.ts'
import type { Rectangle } from '../../pdf/page-geometry.ts'
import type { PdfFile } from '../../pdf/reader.ts'
import { extractFormText } from '../../pdf/text.ts'
import { IDENTITY, matrixOf, multiply } from '../../pdf/text-state.ts'
import type { Matrix } from '../../pdf/text-state.ts'
import { readFormLetters } from '../../pdf/visible-text.ts'
import type { DrawnLetter } from '../../pdf/visible-text.ts'
import { normalAppearances } from './drawing.ts'

/** Whether a default appearance (ISO 32000-2 §12.7.4.3) writes in the colour of its ground: the widget's /BG, or paper. One that cannot be read may do so. */
export function writesUnseen(appearance: Uint8Array, ground: readonly PdfObject[], maxDepth: number): boolean {
  const paper = ground.length === 0 ? WHITE : plainColour(['', 'DeviceGray', '', 'DeviceRGB', 'DeviceCMYK'][ground.length] ?? null, ground)
  let isUnseen = false
  try {
    for (const { operator, operands } of readOperations(appearance, maxDepth)) {
      if (!(operator in FILL_SPACES)) continue
      const colour = plainColour(FILL_SPACES[operator]!, operands)
      isUnseen = colour !== null && paper !== null && isLike(colour, paper)
    }
    return isUnseen
  } catch (error) {
    if (isCodedError(error)) return true
    throw error
  }
}

const lettersOf = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Share of the letters of `value` that `shown` has too, in any order: formats move and add signs, they do not invent figures. */
function sharedLetters(value: string, shown: string): number {
  const left = [...shown]
  let found = 0
  for (const letter of value) {
    const at = left.indexOf(letter)
    if (at < 0) continue
    left.splice(at, 1)
    found++
  }
  return found / Math.max(1, value.length, shown.length)
}

const MAX_COMPARED = 2000
/** Below this share of common letters a look does not show its value. */
const MIN_SHARED = 0.6
/** Points: lower letters are not read, nor narrower ones. */
const MIN_HEIGHT = 1
const MIN_WIDTH = 0.2
/** Part of a letter's box that another letter takes where letters lie in a heap, and how many are held in mind of a place. */
const HEAPED_SHARE = 0.6
const MAX_IN_CELL = 8
/** Letters of a value's part that tell it: fewer could be another value. */
const MIN_PART = 8

const LETTER = /[\p{L}\p{N}]/u

/** What a look's coordinates become on the page: its box, as its matrix places it, is fitted to the widget's rectangle (ISO 32000-2 §12.5.5). Null where there is no telling. */
function placeLook(file: PdfFile, widget: PdfDictionary, form: PdfStream, revision: number): { readonly matrix: Matrix; readonly box: Rectangle } | null {
  const [rect, box] = [readRectangle(file, widget, 'Rect', revision), readRectangle(file, form.dictionary, 'BBox', revision)]
  if (rect === null || box === null) return null
  const given = file.get(form.dictionary, 'Matrix', revision)
  const own = given.kind === 'array' ? matrixOf(given.items.map((item) => file.resolve(item, revision))) : IDENTITY
  const [left, bottom, right, top] = boxAround(cornersOf(...box), own)
  const [x, y] = [(rect[2] - rect[0]) / (right - left), (rect[3] - rect[1]) / (top - bottom)]
  return Number.isFinite(x) && Number.isFinite(y) ? { matrix: multiply(own, [x, 0, 0, y, rect[0] - left * x, rect[1] - bottom * y]), box } : null
}

/** Whether letters lie on one another so that none can be read. */
function isHeap(letters: readonly DrawnLetter[]): boolean {
  const cells = new Map<string, Rectangle[]>()
  return letters.some(({ text, box }) => {
    const [left, bottom, right, top] = box
    const size = areaOf(box)
    if (size === 0 || !LETTER.test(text)) return false
    const [column, row] = [Math.round((left + right) / (top - bottom)), Math.round((bottom + top) / (top - bottom))]
    const near = [-1, 0, 1].flatMap((over) => [-1, 0, 1].flatMap((up) => cells.get(`${column + over} ${row + up}`) ?? []))
    const own = cells.get(`${column} ${row}`) ?? []
    cells.set(`${column} ${row}`, [...own, box].slice(-MAX_IN_CELL))
    return near.some((other) => areaOf(intersect(other, box)) >= HEAPED_SHARE * Math.min(size, areaOf(other)))
  })
}

/** The words that a look draws, those of them that are large enough and within its clipping box (§8.10.2), and whether something else hides any. */
function readWords(file: PdfFile, widget: PdfDictionary, form: PdfStream, resources: PdfDictionary | null, revision: number): { readonly drawn: string; readonly seen: string; readonly hides: boolean } {
  const place = placeLook(file, widget, form, revision)
  const letters = readFormLetters(file, form, resources, revision)
  const isSeen = ({ text, box }: DrawnLetter): boolean => {
    if (place === null || !holdsMiddle(place.box, box)) return false
    const [left, bottom, right, top] = boxAround(cornersOf(...box), place.matrix)
    const [small, large] = [Math.min(right - left, top - bottom), Math.max(right - left, top - bottom)]
    return large >= MIN_HEIGHT && (small >= MIN_WIDTH || !LETTER.test(text))
  }
  return {
    drawn: extractFormText(file, form, resources, revision),
    seen: letters.filter(isSeen).map(({ text }) => text).join(''),
    // what is shown only while a layer is has nothing to do in a field's look
    hides: form.dictionary.entries.has('OC') || letters.some(({ unseen }) => unseen !== null && unseen !== 'tiny') || isHeap(letters),
  }
}

/** How an appearance stands to the value it should show: 'same' letters, plausibly 'formatted', 'other', or 'unknown' where there is none or its font does not tell. What cannot be read shows anything: 'other'. */
export function compareAppearance(file: PdfFile, widget: PdfDictionary, value: string, resources: PdfDictionary | null, revision: number): 'same' | 'formatted' | 'other' | 'unknown' {
  try {
    const forms = normalAppearances(file, widget, revision)
    if (forms.length === 0) return 'unknown'
    const words = forms.map((form) => readWords(file, widget, form, resources, revision))
    const drawn = words.map((one) => one.drawn).join('')
    const expected = lettersOf(value).slice(0, MAX_COMPARED)
    const found = [drawn, words.map((one) => one.seen).join('')].map((text) => lettersOf(text).slice(0, MAX_COMPARED))
    if (expected !== '' && words.some((one) => one.hides)) return 'other'
    if (drawn.includes('\ufffd')) return 'unknown'
    if (found.every((text) => text === expected)) return 'same'
    const outcomes = found.map((text) => standing(expected, text))
    return outcomes.includes('other') ? 'other' : 'formatted'
  } catch (error) {
    if (isCodedError(error)) return 'other'
    throw error
  }
}

function standing(expected: string, found: string): 'formatted' | 'other' {
  // a long text is cut off or scrolled by its field
  if (found.length >= MIN_PART && expected.includes(found)) return 'formatted'
  return sharedLetters(expected, found) >= MIN_SHARED ? 'formatted' : 'other'
}

/** Whether rich text (ISO 32000-2 §12.7.4.4) says what the plain value says. */
export function saysTheSame(rich: string, value: string): boolean {
  const plain = rich.replace(/<[^>]*>/g, ' ').replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (_, hex: string | undefined, decimal: string | undefined) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : ''
  }).replace(/&(?:amp|lt|gt|quot|apos);/g, ' ')
  return lettersOf(plain) === lettersOf(value)
}
