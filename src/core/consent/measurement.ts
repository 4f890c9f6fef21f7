import type { Colour } from './colour.ts'

/** CSS pixels; x and y from the top left of what is in view. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A text as it stands on the screen at the moment of the click. */
export interface MeasuredText {
  readonly text: string
  readonly rectangle: Rectangle
  /** CSS pixels. */
  readonly fontSize: number
  /** null where the colour could not be read. */
  readonly colour: Colour | null
  readonly background: Colour | null
  /** Whether something else is on top of it at any point that was probed. */
  readonly covered: boolean
}

export interface MeasuredLink {
  readonly text: string
  readonly underlined: boolean
  readonly colour: Colour | null
  /** Colour of the text the link stands in. */
  readonly around: Colour | null
}

export interface MeasuredControl {
  readonly id: string
  readonly initial: boolean
  readonly rectangle: Rectangle
  readonly label: MeasuredText
}

/** An earlier screen of the flow. */
export interface MeasuredScreen {
  readonly name: string
  /** Words of its way on; empty when it had none. */
  readonly forward: string
  readonly canDecline: boolean
  /** Boxes that were ticked from the start. */
  readonly ticked: number
}

/** What the page measured of its own consent region. */
export interface ConsentMeasurement {
  readonly viewport: { readonly width: number; readonly height: number }
  readonly advisal: MeasuredText
  readonly button: MeasuredText
  /** The way to say no; null when the page offers none. */
  readonly decline: MeasuredText | null
  /** The text around the advisal that people read: the terms or the review. */
  readonly surroundings: { readonly fontSize: number; readonly colour: Colour | null; readonly background: Colour | null } | null
  readonly controls: readonly MeasuredControl[]
  readonly links: readonly MeasuredLink[]
  /** How many other controls, links or images stand between the advisal and the button. */
  readonly between: number
  /** How far the terms were shown, in percent; null when it was not measured. */
  readonly shownPercent: number | null
  /** The screens of the flow before this one, each as it was left. */
  readonly screens: readonly MeasuredScreen[]
  /** Whether the browser itself saw the region drawn uncovered (Intersection Observer, `trackVisibility`); null where it cannot tell. */
  readonly isVisible: boolean | null
}

/** The parts of an offer that the screen is held against. */
export interface ConsentExpectation {
  readonly advisal: string
  readonly button: string
  readonly controls: readonly { readonly id: string; readonly label: string }[]
  /** Whether the press obliges to pay: then the button must say so (L9). */
  readonly isPaidOrder?: boolean
}

/** Whether a rectangle is wholly inside the viewport, with half a pixel for rounding. */
export function isInView({ x, y, width, height }: Rectangle, viewport: ConsentMeasurement['viewport']): boolean {
  return width > 0 && height > 0 && x >= -0.5 && y >= -0.5 && x + width <= viewport.width + 0.5 && y + height <= viewport.height + 0.5
}

/** The empty space between two rectangles, in CSS pixels; 0 when they touch or overlap. */
export function computeGap(one: Rectangle, other: Rectangle): number {
  const across = Math.max(0, other.x - (one.x + one.width), one.x - (other.x + other.width))
  const down = Math.max(0, other.y - (one.y + one.height), one.y - (other.y + other.height))
  return Math.hypot(across, down)
}
