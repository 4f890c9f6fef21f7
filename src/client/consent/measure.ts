import { flattenColours, parseColour } from '../../core/consent/colour.ts'
import type { Colour } from '../../core/consent/colour.ts'
import type { ConsentMeasurement, MeasuredControl, MeasuredLink, MeasuredText, Rectangle } from '../../core/consent/measurement.ts'

function rectangleOf(element: Element): Rectangle {
  const { x, y, width, height } = element.getBoundingClientRect()
  return { x, y, width, height }
}

/** What is seen behind an element; null as soon as one layer cannot be read, or is a picture. */
function backgroundOf(element: Element): Colour | null {
  const layers: Colour[] = []
  for (let at: Element | null = element; at; at = at.parentElement) {
    const style = getComputedStyle(at)
    const colour = parseColour(style.backgroundColor)
    if (!colour || style.backgroundImage !== 'none' || Number(style.opacity) < 1) return null
    layers.push(colour)
    if (colour.alpha === 1) break
  }
  return flattenColours(layers)
}

/** Whether anything but the element itself is hit at its corners or its middle. */
function isCovered(element: Element, { x, y, width, height }: Rectangle): boolean {
  const inset = Math.min(3, width / 4, height / 4)
  const points = [[x + width / 2, y + height / 2], [x + inset, y + inset], [x + width - inset, y + inset], [x + inset, y + height - inset], [x + width - inset, y + height - inset]] as const
  return points.some(([left, top]) => {
    const hit = document.elementFromPoint(left, top)
    return hit !== null && !element.contains(hit) && !hit.contains(element)
  })
}

function measureText(element: HTMLElement): MeasuredText {
  const style = getComputedStyle(element)
  const rectangle = rectangleOf(element)
  return {
    text: element.innerText,
    rectangle,
    fontSize: Number.parseFloat(style.fontSize),
    colour: parseColour(style.color),
    background: backgroundOf(element),
    covered: isCovered(element, rectangle),
  }
}

function measureLink(link: HTMLElement): MeasuredLink {
  const style = getComputedStyle(link)
  return {
    text: link.innerText,
    underlined: style.textDecorationLine.includes('underline'),
    colour: parseColour(style.color),
    around: link.parentElement && parseColour(getComputedStyle(link.parentElement).color),
  }
}

/** The parts of the consent region on the page, as the step holds them. */
export interface ConsentParts {
  readonly advisal: HTMLElement
  readonly button: HTMLElement
  /** null where the page offers no way to say no. */
  readonly decline: HTMLElement | null
  /** A paragraph of the text around it: the terms. */
  readonly surroundings: HTMLElement | null
  readonly controls: readonly { readonly id: string; readonly box: HTMLInputElement; readonly label: HTMLElement }[]
  readonly regions: readonly HTMLElement[]
}

function countBetween({ advisal, button, regions }: ConsentParts): number {
  const candidates = regions.flatMap((region) => [...region.querySelectorAll('a, button, input, select, textarea, img, video, iframe')])
  const isAfter = (one: Node, other: Node) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  return candidates.filter((element) => element !== button && !advisal.contains(element) && !button.contains(element) && isAfter(advisal, element) && isAfter(element, button)).length
}

/** Measures the consent region as it stands on the screen now, beside what is known of the flow. */
export function measureConsent(parts: ConsentParts, flow: Pick<ConsentMeasurement, 'shownPercent' | 'screens' | 'isVisible'>): ConsentMeasurement {
  const { advisal, button, decline, surroundings, controls, regions } = parts
  return {
    viewport: { width: document.documentElement.clientWidth, height: innerHeight },
    advisal: measureText(advisal),
    button: measureText(button),
    decline: decline && measureText(decline),
    surroundings: surroundings && { fontSize: Number.parseFloat(getComputedStyle(surroundings).fontSize), colour: parseColour(getComputedStyle(surroundings).color), background: backgroundOf(surroundings) },
    controls: controls.map(({ id, box, label }): MeasuredControl => ({ id, initial: box.defaultChecked, rectangle: rectangleOf(box), label: measureText(label) })),
    links: regions.flatMap((region) => [...region.querySelectorAll<HTMLElement>('a[href]')]).map(measureLink),
    between: countBetween(parts),
    ...flow,
  }
}

/** The consent region as text, its boxes as they stand: what the statement's snapshot hash is over. */
export function serializeRegions(regions: readonly HTMLElement[]): string {
  return regions
    .map((region) => {
      const copy = region.cloneNode(true)
      if (!(copy instanceof HTMLElement)) return ''
      const boxes = region.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')
      for (const [index, box] of copy.querySelectorAll<HTMLInputElement>('input[type="checkbox"]').entries()) box.toggleAttribute('checked', boxes[index]?.checked ?? false)
      return copy.outerHTML
    })
    .join('\n')
}
