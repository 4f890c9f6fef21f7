import { computeContrast } from './colour.ts'
import type { Colour } from './colour.ts'
import { computeGap, isInView } from './measurement.ts'
import type { ConsentExpectation, ConsentMeasurement, MeasuredText } from './measurement.ts'
import type { Finding } from './statement.ts'

/** WCAG 2.2, 1.4.3. */
export const MINIMUM_CONTRAST = 4.5
/** Farthest that the advisal may stand from its button, CSS pixels. */
export const MAXIMUM_GAP = 48
/** Smallest side of a button, CSS pixels (WCAG 2.2, 2.5.5). */
export const MINIMUM_TARGET = 44
/** Smallest side of a box, CSS pixels (WCAG 2.2, 2.5.8; its label counts too). */
export const MINIMUM_BOX = 20
/** The decline button's area against the other's. */
export const MINIMUM_DECLINE_SHARE = 0.6

/** Words that say that an order obliges to pay (CRD art. 8(2); C-249/21): nothing else may stand on its button. */
export const PAYMENT_WORDS: readonly string[] = [
  'Order with obligation to pay', 'Sign with obligation to pay', 'Buy now', 'Pay now', 'Đặt hàng và có nghĩa vụ thanh toán', 'Ký và có nghĩa vụ thanh toán', 'Mua và thanh toán ngay',
]

export type RuleId = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C8' | 'C9' | 'C10' | 'C11' | 'C12' | 'C13' | 'C14' | 'C15' | 'C16'

interface Outcome {
  /** null: it could not be measured. */
  readonly met: boolean | null
  readonly measured?: string
}

type Rule = (measurement: ConsentMeasurement, expectation: ConsentExpectation) => Outcome

const round = (value: number, digits: number) => String(Math.round(value * 10 ** digits) / 10 ** digits)
const pixels = (value: number) => `${round(value, 1)} px`
const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim()

function contrastOf(text: { readonly colour: Colour | null; readonly background: Colour | null }): number | null {
  return text.colour && text.background ? computeContrast(text.colour, text.background) : null
}

function isShown(text: MeasuredText, viewport: ConsentMeasurement['viewport']): boolean {
  return isInView(text.rectangle, viewport) && !text.covered
}

const place = (text: MeasuredText, viewport: ConsentMeasurement['viewport']): Outcome => {
  const inView = isInView(text.rectangle, viewport)
  return { met: isShown(text, viewport), measured: inView ? (text.covered ? 'covered' : 'in view') : 'out of view' }
}

/** Rules C1–C16 of SPEC.md, each a pure judgement of measured rectangles, sizes and colours. */
const RULES: Readonly<Record<RuleId, Rule>> = {
  C1: ({ advisal, viewport }) => place(advisal, viewport),
  C2: ({ advisal }) => {
    const contrast = contrastOf(advisal)
    return contrast === null ? { met: null } : { met: contrast >= MINIMUM_CONTRAST, measured: `${round(contrast, 2)}:1` }
  },
  C3: ({ advisal, surroundings }) => {
    const [own, around] = [contrastOf(advisal), surroundings && contrastOf(surroundings)]
    if (own === null || around === null) return { met: null }
    return { met: own >= around - 0.5, measured: `${round(own, 2)}:1 beside ${round(around, 2)}:1` }
  },
  C4: ({ advisal, surroundings }) => {
    if (!surroundings) return { met: null }
    return { met: advisal.fontSize >= surroundings.fontSize - 0.1, measured: `${pixels(advisal.fontSize)} beside ${pixels(surroundings.fontSize)}` }
  },
  C5: ({ advisal, button }) => {
    const gap = computeGap(advisal.rectangle, button.rectangle)
    return { met: gap <= MAXIMUM_GAP, measured: pixels(gap) }
  },
  C6: ({ advisal, button }, expectation) => ({
    met: squeeze(advisal.text) === squeeze(expectation.advisal) && squeeze(advisal.text).includes(squeeze(button.text)),
  }),
  C7: ({ controls }, expectation) => {
    const shown = new Map(controls.map((control) => [control.id, control]))
    const fits = expectation.controls.every(({ id, label }) => {
      const control = shown.get(id)
      return control !== undefined && !control.initial && squeeze(control.label.text) === squeeze(label)
    })
    return { met: fits && controls.length === expectation.controls.length, measured: `${controls.length} of ${expectation.controls.length} unticked at first` }
  },
  C8: ({ links }) => {
    if (links.some(({ colour, around }) => !colour || !around)) return { met: null }
    const plain = links.filter(({ underlined, colour, around }) => !underlined || !colour || !around || isSame(colour, around))
    return { met: plain.length === 0, measured: `${links.length - plain.length} of ${links.length}` }
  },
  C9: ({ button, viewport }, expectation) => {
    const shown = place(button, viewport)
    return squeeze(button.text) === squeeze(expectation.button) ? shown : { met: false, measured: 'other words' }
  },
  C10: ({ button, decline, viewport }) => {
    if (!decline) return { met: false, measured: 'none' }
    const share = (decline.rectangle.width * decline.rectangle.height) / Math.max(1, button.rectangle.width * button.rectangle.height)
    const contrast = contrastOf(decline)
    if (contrast === null) return { met: null }
    const met = isShown(decline, viewport) && share >= MINIMUM_DECLINE_SHARE && decline.fontSize >= button.fontSize - 0.1 && contrast >= MINIMUM_CONTRAST
    return { met, measured: `${round(share * 100, 0)} % of the area, ${round(contrast, 2)}:1` }
  },
  C11: ({ between }) => ({ met: between === 0, measured: String(between) }),
  C12: ({ button, decline, controls }) => {
    const sides = [button, ...(decline ? [decline] : [])].map(({ rectangle }) => Math.min(rectangle.width, rectangle.height))
    const boxes = controls.map(({ rectangle }) => Math.min(rectangle.width, rectangle.height))
    const met = sides.every((side) => side >= MINIMUM_TARGET - 0.5) && boxes.every((side) => side >= MINIMUM_BOX - 0.5)
    return { met, measured: `buttons ${pixels(Math.min(...sides))}${boxes.length > 0 ? `, boxes ${pixels(Math.min(...boxes))}` : ''}` }
  },
  C13: ({ shownPercent }) => (shownPercent === null ? { met: null } : { met: shownPercent >= 99, measured: `${round(shownPercent, 0)} %` }),
  C14: ({ screens }, expectation) => {
    const wrong = screens.filter(({ forward, ticked }) => ticked > 0 || squeeze(forward) === squeeze(expectation.button))
    return { met: wrong.length === 0, measured: wrong[0] ? `${wrong[0].name} claims assent` : `${screens.length + 1} screens` }
  },
  C15: ({ isVisible }) => (isVisible === null ? { met: null, measured: 'host-controlled surroundings' } : { met: isVisible, measured: isVisible ? 'seen uncovered' : 'covered or altered' }),
  C16: ({ button }, { isPaidOrder = false }) => {
    if (!isPaidOrder) return { met: true, measured: 'nothing to pay by the press' }
    return { met: PAYMENT_WORDS.some((words) => squeeze(words).toLowerCase() === squeeze(button.text).toLowerCase()), measured: squeeze(button.text) }
  },
}

function isSame(one: Colour, other: Colour): boolean {
  return Math.abs(one.red - other.red) + Math.abs(one.green - other.green) + Math.abs(one.blue - other.blue) < 24
}

export const RULE_IDS = Object.keys(RULES) as readonly RuleId[]

/** Holds what the screen showed at the click against rules C1–C16: one finding for each, in order. */
export function judgeConspicuousness(measurement: ConsentMeasurement, expectation: ConsentExpectation): Finding[] {
  return RULE_IDS.map((rule) => {
    const { met, measured } = RULES[rule](measurement, expectation)
    return { rule, result: met === null ? 'not-measured' : met ? 'met' : 'not-met', ...(measured === undefined ? {} : { measured: measured.slice(0, 120) }) }
  })
}
