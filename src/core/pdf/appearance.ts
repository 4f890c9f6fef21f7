/**
 * What a signature widget shows, before it becomes a form XObject. A plain value, so that whoever draws it needs nothing of this room:
 * an object of the same shape fits.
 *
 * The drawing's origin is the lower left corner, in points; it is cut off at `width` × `height` and mapped onto the widget's rectangle.
 */
export interface Appearance {
  /** Points. The form's /BBox is [0 0 width height]. */
  readonly width: number
  /** Points. */
  readonly height: number
  /** Content operators (ISO 32000-2 §8, §9), one byte a letter (U+0000 to U+00FF), e.g. `q BT /F1 9 Tf 8 20 Td <0003> Tj ET Q`. */
  readonly content: string
  /** Name used in `content` (without slash) to the name of the font in the AcroForm's /DR /Font, e.g. `{ F1: 'SealText' }`. */
  readonly fonts: Readonly<Record<string, string>>
  /** Forms that `content` paints with `Do`, by the name it uses. They share `fonts` and `extGState`; no form may hold another. */
  readonly xobjects?: Readonly<Record<string, AppearanceForm>>
  /** Graphics states that `content` sets with `gs`, by the name it uses, e.g. `{ Faint: { ca: 0.35, CA: 0.35 } }`. */
  readonly extGState?: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** A drawing used inside an Appearance. Same units and rules. */
export interface AppearanceForm {
  readonly width: number
  readonly height: number
  readonly content: string
}
