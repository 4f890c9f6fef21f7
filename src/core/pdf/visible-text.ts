import type { Operation } from './content.ts'
import { nameOf } from './object.ts'
import type { PdfDictionary, PdfObject, PdfStream } from './object.ts'
import type { PdfPage } from './page.ts'
import type { Rectangle } from './page-geometry.ts'
import type { PdfFile } from './reader.ts'
import { TextExtractor } from './text.ts'
import type { DrawingSink, FindResource } from './text.ts'
import { multiply } from './text-state.ts'
import type { Matrix } from './text-state.ts'

/** Why letters that are drawn are not seen. */
export type Unseen = 'unpainted' | 'faint' | 'layered' | 'clipped' | 'tiny' | 'ground-coloured' | 'covered'

/** A letter, where it stands, and why it is not seen; null when nothing known hides it. */
export interface DrawnLetter {
  readonly text: string
  readonly box: Rectangle
  unseen: Unseen | null
}

type Colour = readonly [number, number, number]

/** With what is drawn. */
interface Brush {
  /** Of what is filled, letters among it; null for what is not a plain colour. */
  readonly colour: Colour | null
  readonly space: string | null
  readonly opacity: number
  /** What lies below shines through whatever the opacity is. */
  readonly isBlended: boolean
  readonly mode: number
  /** Shown only while a layer is. */
  readonly isLayered: boolean
  readonly clip: Rectangle | null
}

/** What is painted somewhere: a colour, or null for what cannot be told (pictures, patterns, shapes). */
interface Ground {
  readonly box: Rectangle
  readonly colour: Colour | null
}

const BLACK: Colour = [0, 0, 0]
const WHITE: Colour = [1, 1, 1]
const START: Brush = { colour: BLACK, space: 'DeviceGray', opacity: 1, isBlended: false, mode: 0, isLayered: false, clip: null }
const FILLS: ReadonlySet<string> = new Set(['f', 'F', 'f*', 'B', 'B*', 'b', 'b*'])
const ENDS_PATH: ReadonlySet<string> = new Set(['n', 'f', 'F', 'f*', 'S', 's', 'B', 'B*', 'b', 'b*'])
const SPACES: Readonly<Record<string, string>> = { g: 'DeviceGray', rg: 'DeviceRGB', k: 'DeviceCMYK' }
const CLEAR_BLENDS: ReadonlySet<string> = new Set(['Multiply', 'Darken', 'ColorBurn'])
/** Below this opacity letters are not seen, and from the other on nothing below is. */
const FAINT = 0.1
const OPAQUE = 0.9
/** Points: lower letters are not read; a narrower clip lets nothing through. */
const MIN_HEIGHT = 1
const NARROW = 0.5
/** Parts of each primary by which two colours must differ to be told apart. */
const CONTRAST = 0.12
/** Part of a letter's box that must be covered for the letter to be gone. */
const COVERED_SHARE = 0.6
/** Letters held against what is painted over them, all together. */
const MAX_COMPARED = 4_000_000
const MAX_GROUNDS = 20_000

const area = ([left, bottom, right, top]: Rectangle): number => Math.max(0, right - left) * Math.max(0, top - bottom)
const cut = (a: Rectangle, b: Rectangle): Rectangle => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]
const isLike = (a: Colour, b: Colour): boolean => a.every((part, index) => Math.abs(part - b[index]!) < CONTRAST)

function boxAround(points: readonly (readonly [number, number])[], ctm: Matrix): Rectangle {
  const placed = points.map(([x, y]) => multiply([1, 0, 0, 1, x, y], ctm))
  const [xs, ys] = [placed.map((one) => one[4]), placed.map((one) => one[5])]
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

const UNIT = [[0, 0], [1, 1], [0, 1], [1, 0]] as const

/** The colour that operands name in a plain space; null in any other. */
export function plainColour(space: string | null, operands: readonly PdfObject[]): Colour | null {
  const parts = operands.map((one) => (one.kind === 'number' ? Math.min(1, Math.max(0, one.value)) : Number.NaN))
  if (parts.some(Number.isNaN)) return null
  const [a = 0, b = 0, c = 0, black = 0] = parts
  if (space === 'DeviceGray' && parts.length === 1) return [a, a, a]
  if (space === 'DeviceRGB' && parts.length === 3) return [a, b, c]
  return space === 'DeviceCMYK' && parts.length === 4 ? [(1 - a) * (1 - black), (1 - b) * (1 - black), (1 - c) * (1 - black)] : null
}

/** Follows a drawing and remembers what became of its letters. `isStrict`: any shape and any picture hides what is below the box around it. */
class Watcher implements DrawingSink {
  readonly letters: DrawnLetter[] = []
  /** Boxes of pictures. */
  readonly pictures: Rectangle[] = []
  readonly #file: PdfFile
  readonly #revision: number
  readonly #isStrict: boolean
  readonly #saved: Brush[] = []
  readonly #outer: { readonly brush: Brush; readonly depth: number; readonly layers: number }[] = []
  readonly #grounds: Ground[] = []
  #brush = START
  #path: Rectangle[] = []
  #isPlainPath = true
  #points: (readonly [number, number])[] = []
  #isClipping = false
  #layers: boolean[] = []
  #compared = 0

  constructor(file: PdfFile, revision: number, isStrict: boolean) {
    this.#file = file
    this.#revision = revision
    this.#isStrict = isStrict
  }

  glyph(text: string, box: Rectangle): void {
    if (text.trim() !== '') this.letters.push({ text, box, unseen: this.#judge(box) })
  }

  enter({ dictionary }: PdfStream, ctm: Matrix): void {
    this.#outer.push({ brush: this.#brush, depth: this.#saved.length, layers: this.#layers.length })
    this.#closePath()
    const box = this.#boxOf(dictionary, ctm)
    this.#brush = { ...this.#brush, isLayered: this.#brush.isLayered || dictionary.entries.has('OC'), clip: box === null ? this.#brush.clip : this.#cutClip(box) }
  }

  leave(): void {
    const outer = this.#outer.pop()
    if (outer === undefined) return
    this.#saved.length = outer.depth
    this.#layers.length = outer.layers
    this.#brush = outer.brush
    this.#closePath()
  }

  operation({ operator, operands }: Operation, ctm: Matrix, find: FindResource): void {
    const number = (index: number): number => {
      const operand = operands[index]
      return operand?.kind === 'number' ? operand.value : 0
    }
    const brush = this.#brush
    switch (operator) {
      case 'q': this.#saved.push(brush); return
      case 'Q': if (this.#saved.length > (this.#outer.at(-1)?.depth ?? 0)) this.#brush = this.#saved.pop()!; return
      case 'gs': this.#setState(find('ExtGState', nameOf(operands[0]))); return
      case 'Tr': this.#brush = { ...brush, mode: number(0) }; return
      case 'cs': this.#brush = { ...brush, space: nameOf(operands[0]), colour: nameOf(operands[0])?.startsWith('Device') === true ? BLACK : null }; return
      case 'g': case 'rg': case 'k': case 'sc': case 'scn': {
        const space = SPACES[operator] ?? brush.space
        this.#brush = { ...brush, space, colour: plainColour(space, operands) }
        return
      }
      case 'BDC': case 'BMC': this.#layers.push(nameOf(operands[0]) === 'OC'); return
      case 'EMC': if (this.#layers.length > (this.#outer.at(-1)?.layers ?? 0)) this.#layers.pop(); return
      case 're': this.#path.push(boxAround([[number(0), number(1)], [number(0) + number(2), number(1) + number(3)], [number(0) + number(2), number(1)], [number(0), number(1) + number(3)]], ctm)); this.#isPlainPath &&= ctm[1] === 0 && ctm[2] === 0; return
      case 'm': case 'l': this.#points.push([number(0), number(1)]); return
      case 'c': this.#points.push([number(0), number(1)], [number(2), number(3)], [number(4), number(5)]); this.#isPlainPath = false; return
      case 'v': case 'y': this.#points.push([number(0), number(1)], [number(2), number(3)]); this.#isPlainPath = false; return
      case 'W': case 'W*': this.#isClipping = true; return
      case 'sh': this.#cover({ box: brush.clip ?? [-1e6, -1e6, 1e6, 1e6], colour: null }, false); return
      case 'BI': this.#paintPicture(boxAround(UNIT, ctm), true); return
      case 'Do': this.#paintObject(find('XObject', nameOf(operands[0])), ctm); return
      default: if (ENDS_PATH.has(operator)) this.#endPath(operator, ctm)
    }
  }

  #setState(state: PdfObject | null): void {
    if (state?.kind !== 'dictionary') return
    const [opacity, blend, mask] = ['ca', 'BM', 'SMask'].map((key) => this.#file.get(state, key, this.#revision))
    const mode = nameOf(blend!.kind === 'array' ? this.#file.resolve(blend!.items[0], this.#revision) : blend!)
    this.#brush = {
      ...this.#brush,
      opacity: opacity!.kind === 'number' ? opacity!.value : this.#brush.opacity,
      isBlended: mode === null ? this.#brush.isBlended : CLEAR_BLENDS.has(mode),
      isLayered: this.#brush.isLayered || (this.#isStrict && mask!.kind === 'dictionary'),
    }
  }

  #boxOf(form: PdfDictionary, ctm: Matrix): Rectangle | null {
    const box = this.#file.get(form, 'BBox', this.#revision)
    const corners = box.kind === 'array' ? box.items.map((item) => this.#file.resolve(item, this.#revision)).map((item) => (item.kind === 'number' ? item.value : Number.NaN)) : []
    const [a = 0, b = 0, c = 0, d = 0] = corners
    return corners.length !== 4 || corners.some(Number.isNaN) ? null : boxAround([[a, b], [c, d], [a, d], [c, b]], ctm)
  }

  #cutClip(box: Rectangle): Rectangle {
    return this.#brush.clip === null ? box : cut(this.#brush.clip, box)
  }

  #closePath(): void {
    this.#path = []
    this.#points = []
    this.#isPlainPath = true
    this.#isClipping = false
  }

  /** Rectangles of the path as it ends: those of `re`, and one around lines that run along the axes. */
  #endPath(operator: string, ctm: Matrix): void {
    const { length } = this.#points
    const around = length > 0 ? boxAround(this.#points, ctm) : null
    const isAxial = length >= 4 && length <= 5 && around !== null && this.#points.every(([x, y]) => {
      const [, , , , px, py] = multiply([1, 0, 0, 1, x, y], ctm)
      return (px === around[0] || px === around[2]) && (py === around[1] || py === around[3])
    })
    const isPlain = this.#isPlainPath && (around === null || isAxial)
    const boxes = around === null ? this.#path : [...this.#path, around]
    if (FILLS.has(operator)) for (const box of boxes) this.#cover({ box, colour: isPlain ? this.#brush.colour : null }, isPlain || this.#isStrict)
    if (this.#isClipping && isPlain && boxes.length === 1) this.#brush = { ...this.#brush, clip: this.#cutClip(boxes[0]!) }
    else if (this.#isClipping && boxes.length === 0) this.#brush = { ...this.#brush, clip: [0, 0, 0, 0] }
    this.#closePath()
  }

  #paintObject(object: PdfObject | null, ctm: Matrix): void {
    if (object?.kind !== 'stream' || nameOf(this.#file.get(object.dictionary, 'Subtype', this.#revision)) !== 'Image') return
    const isMasked = ['SMask', 'Mask', 'ImageMask'].some((key) => object.dictionary.entries.has(key))
    this.#paintPicture(boxAround(UNIT, ctm), !isMasked)
  }

  #paintPicture(box: Rectangle, isWhole: boolean): void {
    this.pictures.push(box)
    this.#cover({ box, colour: null }, this.#isStrict || isWhole)
  }

  /** Something is painted: a ground for what comes, and, where nothing shines through it, the end of the letters below. */
  #cover(ground: Ground, hides: boolean): void {
    const { opacity, isBlended, isLayered, clip } = this.#brush
    const isOpaque = opacity >= OPAQUE && !isBlended
    const box = clip === null ? ground.box : cut(clip, ground.box)
    if (area(box) === 0 || opacity < FAINT) return
    if (this.#grounds.length < MAX_GROUNDS) this.#grounds.push({ box, colour: isOpaque && !isLayered && !this.#layers.includes(true) ? ground.colour : null })
    if (!hides || !isOpaque) return
    this.#compared += this.letters.length
    if (this.#compared > MAX_COMPARED) return
    for (const letter of this.letters) {
      if (letter.unseen === null && area(cut(letter.box, box)) >= COVERED_SHARE * area(letter.box)) letter.unseen = 'covered'
    }
  }

  #groundAt(x: number, y: number): Colour | null {
    this.#compared += this.#grounds.length
    if (this.#compared > MAX_COMPARED) return null
    const found = this.#grounds.findLast(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])
    return found === undefined ? WHITE : found.colour
  }

  #judge(box: Rectangle): Unseen | null {
    const { colour, opacity, mode, isLayered, clip } = this.#brush
    if (mode === 3 || mode === 7) return 'unpainted'
    if (isLayered || this.#layers.includes(true)) return 'layered'
    if (opacity < FAINT) return 'faint'
    const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
    const isInside = clip === null || (x >= clip[0] && x <= clip[2] && y >= clip[1] && y <= clip[3] && clip[2] - clip[0] >= NARROW && clip[3] - clip[1] >= NARROW)
    if (!isInside) return 'clipped'
    // turned text is as wide as high: its smaller side tells
    if (Math.max(box[3] - box[1], box[2] - box[0]) < MIN_HEIGHT) return 'tiny'
    const ground = colour === null || mode !== 0 ? null : this.#groundAt(x, y)
    return ground !== null && isLike(ground, colour!) ? 'ground-coloured' : null
  }
}

/** The letters of a form XObject (an appearance) and what hides them, taking any shape for its box: what might hide something does. Throws as `extractText`. */
export function readFormLetters(file: PdfFile, form: PdfStream, resources: PdfDictionary | null, revision: number): readonly DrawnLetter[] {
  const watcher = new Watcher(file, revision, true)
  new TextExtractor(file, revision, watcher).readForm(form, resources)
  return watcher.letters
}

/** The letters of a page's content and what surely hides them, and its pictures. Throws as `extractText`. */
export function readPageLetters(file: PdfFile, page: PdfPage, revision: number): { readonly letters: readonly DrawnLetter[]; readonly pictures: readonly Rectangle[] } {
  const watcher = new Watcher(file, revision, false)
  new TextExtractor(file, revision, watcher).readPage(page.dictionary, page.resources)
  return watcher
}
