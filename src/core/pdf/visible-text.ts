import { BLACK, FILL_SPACES, isLike, plainColour, STROKE_SPACES, WHITE } from './colour.ts'
import type { Colour } from './colour.ts'
import type { Operation } from './content.ts'
import type { DrawingSink, FindResource } from './drawing-sink.ts'
import { refuse } from './error.ts'
import type { Font } from './font.ts'
import { nameOf } from './object.ts'
import type { PdfDictionary, PdfObject, PdfStream } from './object.ts'
import type { PdfPage } from './page.ts'
import { areaOf, boxAround, cornersOf, intersect, readRectangle } from './page-geometry.ts'
import type { Rectangle } from './page-geometry.ts'
import { PathBoxes } from './path-boxes.ts'
import type { PdfFile } from './reader.ts'
import { TextExtractor } from './text.ts'
import type { Matrix } from './text-state.ts'

/** Why letters that are drawn are not seen. */
export type Unseen = 'unpainted' | 'faint' | 'layered' | 'clipped' | 'tiny' | 'ground-coloured' | 'covered' | 'redrawn'

/** A letter, where it stands, and why it is not seen; null when nothing known hides it. */
export interface DrawnLetter {
  readonly text: string
  readonly box: Rectangle
  unseen: Unseen | null
  /** Part of its box that has been painted over. */
  hidden: number
}

/** With what is drawn. */
interface Brush {
  /** Of what is filled, letters among it; null for what is not a plain colour. */
  readonly colour: Colour | null
  readonly space: string | null
  /** The same of what is stroked. */
  readonly strokeColour: Colour | null
  readonly strokeSpace: string | null
  readonly lineWidth: number
  readonly opacity: number
  /** How it is mixed with what lies below; null as usual. */
  readonly blend: string | null
  readonly mode: number
  /** Shown only while a layer is. */
  readonly isLayered: boolean
  readonly clip: Rectangle | null
}

/** What is painted somewhere: a colour, or null for what cannot be told (pictures, patterns). */
interface Ground {
  readonly box: Rectangle
  readonly colour: Colour | null
  /** Painted all over its box; a shape leaves parts of it as they were. */
  readonly isWhole: boolean
}

const START: Brush = { colour: BLACK, space: 'DeviceGray', strokeColour: BLACK, strokeSpace: 'DeviceGray', lineWidth: 1, opacity: 1, blend: null, mode: 0, isLayered: false, clip: null }
const FILLS: ReadonlySet<string> = new Set(['f', 'F', 'f*', 'B', 'B*', 'b', 'b*'])
const STROKES: ReadonlySet<string> = new Set(['S', 's', 'B', 'B*', 'b', 'b*'])
const ENDS_PATH: ReadonlySet<string> = new Set(['n', 'f', 'F', 'f*', 'S', 's', 'B', 'B*', 'b', 'b*'])
const USUAL_BLENDS: ReadonlySet<string> = new Set(['Normal', 'Compatible'])
/** Through these what lies below is seen whatever the opacity is. */
const CLEAR_BLENDS: ReadonlySet<string> = new Set(['Multiply', 'Darken', 'ColorBurn'])
/** Below this opacity letters are not seen, and from the other on nothing below is. */
const FAINT = 0.1
const OPAQUE = 0.9
/** Points: lower letters are not read; a narrower clip lets nothing through. */
const MIN_HEIGHT = 1
const NARROW = 0.5
/** Part of a letter's box that must be covered for the letter to be gone. */
const COVERED_SHARE = 0.6
/** Letters held against what is painted over them, all together. */
const MAX_COMPARED = 4_000_000
const MAX_GROUNDS = 20_000

const UNIT = cornersOf(0, 0, 1, 1)

/** The colour that a space begins with. */
const startOf = (space: PdfObject | undefined): Colour | null => (nameOf(space)?.startsWith('Device') === true ? BLACK : null)

/** Follows a drawing and remembers what became of its letters. `isStrict`: whatever might hide letters does, any shape and any picture the box around it. */
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
  #path = new PathBoxes()
  #isClipping = false
  #layers: boolean[] = []
  #compared = 0

  constructor(file: PdfFile, revision: number, isStrict: boolean) {
    this.#file = file
    this.#revision = revision
    this.#isStrict = isStrict
  }

  glyph(text: string, box: Rectangle, { shapes }: Font): void {
    if (text.trim() === '') return
    // a font made of drawings draws whatever it likes; and by a name that says nothing, a reader's own font may
    const isAnything = this.#isStrict && (shapes === 'procedures' || (shapes === 'named' && text.includes('\ufffd')))
    this.letters.push({ text, box, unseen: isAnything ? 'redrawn' : this.#judge(box), hidden: 0 })
  }

  enter({ dictionary }: PdfStream, ctm: Matrix): void {
    this.#outer.push({ brush: this.#brush, depth: this.#saved.length, layers: this.#layers.length })
    this.#closePath()
    const box = readRectangle(this.#file, dictionary, 'BBox', this.#revision)
    this.#brush = { ...this.#brush, isLayered: this.#brush.isLayered || dictionary.entries.has('OC'), clip: box === null ? this.#brush.clip : this.#cutClip(boxAround(cornersOf(...box), ctm)) }
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
      case 'cs': this.#brush = { ...brush, space: nameOf(operands[0]), colour: startOf(operands[0]) }; return
      case 'CS': this.#brush = { ...brush, strokeSpace: nameOf(operands[0]), strokeColour: startOf(operands[0]) }; return
      case 'g': case 'rg': case 'k': case 'sc': case 'scn': {
        const space = FILL_SPACES[operator] ?? brush.space
        this.#brush = { ...brush, space, colour: plainColour(space, operands) }
        return
      }
      case 'G': case 'RG': case 'K': case 'SC': case 'SCN': {
        const strokeSpace = STROKE_SPACES[operator] ?? brush.strokeSpace
        this.#brush = { ...brush, strokeSpace, strokeColour: plainColour(strokeSpace, operands) }
        return
      }
      case 'BDC': case 'BMC': this.#layers.push(nameOf(operands[0]) === 'OC'); return
      case 'EMC': if (this.#layers.length > (this.#outer.at(-1)?.layers ?? 0)) this.#layers.pop(); return
      case 're': this.#path.rectangle(number(0), number(1), number(2), number(3), ctm); return
      case 'm': case 'l': this.#path.add([[number(0), number(1)]], false); return
      case 'c': this.#path.add([[number(0), number(1)], [number(2), number(3)], [number(4), number(5)]], true); return
      case 'v': case 'y': this.#path.add([[number(0), number(1)], [number(2), number(3)]], true); return
      case 'w': this.#brush = { ...brush, lineWidth: number(0) }; return
      case 'W': case 'W*': this.#isClipping = true; return
      case 'sh': this.#cover({ box: brush.clip ?? [-1e6, -1e6, 1e6, 1e6], colour: null, isWhole: true }, this.#isStrict); return
      case 'BI': this.#paintPicture(boxAround(UNIT, ctm), true); return
      case 'Do': this.#paintObject(find('XObject', nameOf(operands[0])), ctm); return
      default: if (ENDS_PATH.has(operator)) this.#endPath(operator, ctm)
    }
  }

  #setState(state: PdfObject | null): void {
    if (state?.kind !== 'dictionary') return
    const [opacity, blend, mask, width] = ['ca', 'BM', 'SMask', 'LW'].map((key) => this.#file.get(state, key, this.#revision))
    const mode = nameOf(blend!.kind === 'array' ? this.#file.resolve(blend!.items[0], this.#revision) : blend!)
    this.#brush = {
      ...this.#brush,
      lineWidth: width!.kind === 'number' ? width!.value : this.#brush.lineWidth,
      opacity: opacity!.kind === 'number' ? opacity!.value : this.#brush.opacity,
      blend: mode === null ? this.#brush.blend : USUAL_BLENDS.has(mode) ? null : mode,
      isLayered: this.#brush.isLayered || (this.#isStrict && mask!.kind === 'dictionary'),
    }
  }

  #cutClip(box: Rectangle): Rectangle {
    return this.#brush.clip === null ? box : intersect(this.#brush.clip, box)
  }

  #closePath(): void {
    this.#path = new PathBoxes()
    this.#isClipping = false
  }

  #endPath(operator: string, ctm: Matrix): void {
    const { boxes, isPlain } = this.#path.filled(ctm)
    const { colour, strokeColour, lineWidth } = this.#brush
    if (FILLS.has(operator)) for (const box of boxes) this.#cover({ box, colour: isPlain || this.#isStrict ? colour : null, isWhole: isPlain || !this.#isStrict }, isPlain || this.#isStrict)
    if (this.#isStrict && STROKES.has(operator)) for (const box of this.#path.stroked(lineWidth, ctm)) this.#cover({ box, colour: strokeColour, isWhole: false }, true)
    if (this.#isClipping && isPlain && boxes.length === 1) this.#brush = { ...this.#brush, clip: this.#cutClip(boxes[0]!) }
    else if (this.#isClipping && (boxes.length === 0 || this.#isStrict)) this.#brush = { ...this.#brush, clip: [0, 0, 0, 0] }
    this.#closePath()
  }

  #paintObject(object: PdfObject | null, ctm: Matrix): void {
    if (object?.kind !== 'stream' || nameOf(this.#file.get(object.dictionary, 'Subtype', this.#revision)) !== 'Image') return
    const isMasked = ['SMask', 'Mask', 'ImageMask'].some((key) => object.dictionary.entries.has(key))
    this.#paintPicture(boxAround(UNIT, ctm), !isMasked)
  }

  #paintPicture(box: Rectangle, isWhole: boolean): void {
    this.pictures.push(box)
    this.#cover({ box, colour: null, isWhole: true }, this.#isStrict || isWhole)
  }

  /** Something is painted: a ground for what comes, and, where nothing shines through it, the end of the letters below. */
  #cover(ground: Ground, hides: boolean): void {
    const { opacity, blend, isLayered, clip } = this.#brush
    const isOpaque = opacity >= OPAQUE && !(blend !== null && CLEAR_BLENDS.has(blend))
    const box = clip === null ? ground.box : intersect(clip, ground.box)
    if (areaOf(box) === 0 || opacity < FAINT) return
    if (this.#grounds.length >= MAX_GROUNDS) this.#giveUp()
    else this.#grounds.push({ ...ground, box, colour: isOpaque && !isLayered && !this.#layers.includes(true) ? ground.colour : null })
    if (!hides || !isOpaque || !this.#mayCompare(this.letters.length)) return
    for (const letter of this.letters) {
      if (letter.unseen !== null) continue
      const share = areaOf(intersect(letter.box, box)) / areaOf(letter.box)
      // many strips hide together what none of them does
      letter.hidden = this.#isStrict ? letter.hidden + share : share
      if (letter.hidden >= COVERED_SHARE) letter.unseen = 'covered'
    }
  }

  /** Too much for the bounds: what surely hides letters is then not told; what might do so cannot be left unsaid. */
  #giveUp(): void {
    if (this.#isStrict) refuse('PDF_TOO_LARGE', 'too much is painted over letters', { maxCompared: MAX_COMPARED, maxGrounds: MAX_GROUNDS })
  }

  #mayCompare(count: number): boolean {
    this.#compared += count
    if (this.#compared > MAX_COMPARED) this.#giveUp()
    return this.#compared <= MAX_COMPARED
  }

  /** Whether letters of a colour stand out against what is painted below a point, and at last paper. */
  #standsOut(colour: Colour, x: number, y: number): boolean {
    if (!this.#mayCompare(this.#grounds.length)) return true
    for (let at = this.#grounds.length - 1; at >= 0; at--) {
      const ground = this.#grounds[at]!
      if (x < ground.box[0] || x > ground.box[2] || y < ground.box[1] || y > ground.box[3]) continue
      if (ground.colour === null) return !this.#isStrict
      if (isLike(colour, ground.colour, this.#brush.opacity)) return false
      if (ground.isWhole) return true
    }
    return !isLike(colour, WHITE, this.#brush.opacity)
  }

  /** Whether letters are not painted, or, to the strict, not plainly filled: an outline may fill its letter with its ground's colour. */
  #isUnpainted(): boolean {
    const { mode, colour, strokeColour } = this.#brush
    if (!this.#isStrict) return mode === 3 || mode === 7
    const isFilledAlike = mode === 2 && colour !== null && strokeColour !== null && isLike(colour, strokeColour)
    return mode !== 0 && !isFilledAlike
  }

  #judge(box: Rectangle): Unseen | null {
    const { colour, opacity, blend, mode, isLayered, clip } = this.#brush
    if (this.#isUnpainted()) return 'unpainted'
    if (isLayered || this.#layers.includes(true)) return 'layered'
    if (opacity < FAINT || (this.#isStrict && blend !== null)) return 'faint'
    const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
    const isInside = clip === null || (x >= clip[0] && x <= clip[2] && y >= clip[1] && y <= clip[3] && clip[2] - clip[0] >= NARROW && clip[3] - clip[1] >= NARROW)
    if (!isInside) return 'clipped'
    // turned text is as wide as high: its larger side tells
    if (Math.max(box[3] - box[1], box[2] - box[0]) < MIN_HEIGHT) return 'tiny'
    if (colour === null) return this.#isStrict ? 'ground-coloured' : null
    return (this.#isStrict || mode === 0) && !this.#standsOut(colour, x, y) ? 'ground-coloured' : null
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
