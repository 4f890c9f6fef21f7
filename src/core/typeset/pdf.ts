import type { ContractDocument, Language, ParticularValues } from '../contract/document.ts'
import { expandBlocks } from '../contract/expand.ts'
import { resolveValues } from '../contract/particular.ts'
import { Canvas } from './canvas.ts'
import { makeNode, paginate } from './flow.ts'
import type { Node, PlacedBox } from './flow.ts'
import type { FontSet } from './font.ts'
import { layoutBlocks } from './layout.ts'
import { PAGE, RULE, SEAL, STYLES } from './page.ts'
import type { Style } from './page.ts'
import type { Measure } from './paragraph.ts'

const FURNITURE: Record<Language, { page: (page: number, pages: number) => string; number: (number: string, version: string) => string }> = {
  vi: { page: (page, pages) => `Trang ${page}/${pages}`, number: (number, version) => `Số ${number} · phiên bản ${version}` },
  en: { page: (page, pages) => `Page ${page}/${pages}`, number: (number, version) => `No. ${number} · version ${version}` },
}

/** The time that the file carries: publication, or noon of the day of the draft. Epoch milliseconds, whole seconds. */
export function documentTime(document: ContractDocument): number {
  return Math.floor(Date.parse(document.publishedAt ?? `${document.createdOn}T12:00:00Z`) / 1000) * 1000
}

/** A text with its end left out where it is wider than its place. */
export function fitText(text: string, style: Style, width: number, measure: Measure): string {
  const isFit = (candidate: string) => (measure(style.face, candidate) * style.size) / 1000 <= width
  if (isFit(text)) return text
  const letters = [...text]
  while (letters.length > 0 && !isFit(`${letters.join('').trimEnd()}…`)) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

function drawFurniture(canvas: Canvas, document: ContractDocument, page: number, pages: number): void {
  const words = FURNITURE[document.language]
  const style = STYLES.furniture
  const set = (text: string, x: number, baseline: number, isRight: boolean) => {
    const width = (canvas.measure(style.face, text) * style.size) / 1000
    canvas.text({ spans: [{ text, style }], width, stretch: 0 }, isRight ? x - width : x, baseline)
  }
  const right = PAGE.width - PAGE.right
  canvas.artifact('Pagination', () => {
    if (page > 1) set(fitText(document.title, style, right - PAGE.left, canvas.measure), PAGE.left, 52, false)
    set(words.number(document.number, document.version), PAGE.left, PAGE.height - 46, false)
    set(words.page(page, pages), right, PAGE.height - 46, true)
    canvas.stroke([[PAGE.left, PAGE.height - 58], [right, PAGE.height - 58]], RULE, 0.5)
  })
}

/** Crop marks around the signature place: the one use of the seal's colour in an unsigned document. */
function drawPlace(canvas: Canvas, x: number, y: number, width: number, height: number): void {
  const arm = 9
  for (const [cornerX, inX] of [[x, arm], [x + width, -arm]] as const) {
    for (const [cornerY, inY] of [[y, arm], [y + height, -arm]] as const) {
      canvas.stroke([[cornerX, cornerY + inY], [cornerX, cornerY], [cornerX + inX, cornerY]], SEAL, 0.7)
    }
  }
}

/** Draws the boxes of one page: rules, places, bookmarks, tagged text. */
export function drawPage(canvas: Canvas, boxes: readonly PlacedBox[]): void {
  const rules = boxes.flatMap(({ box, y }) => box.rules.map((rule) => ({ ...rule, y: y + rule.y })))
  const places = boxes.flatMap(({ box, y }) => (box.place ? [{ ...box.place, y: y + box.place.y }] : []))
  if (rules.length + places.length > 0) {
    canvas.artifact('Layout', () => {
      for (const rule of rules) canvas.stroke([[rule.x, rule.y], [rule.x + rule.width, rule.y]], RULE, rule.strong ? 0.8 : 0.4)
      for (const place of places) drawPlace(canvas, place.x, place.y, place.width, place.height)
    })
  }
  for (const place of places) canvas.reserve(place.node, place.x, place.y, place.width, place.height)
  for (const { box, y } of boxes) if (box.bookmark !== undefined) canvas.bookmark(box.bookmark, y - 8)
  const texts = boxes.flatMap(({ box, y }) => box.texts.map((text) => ({ ...text, baseline: y + text.baseline })))
  for (let from = 0; from < texts.length; ) {
    const { node } = texts[from]!
    let end = from
    while (texts[end]?.node === node) end++
    canvas.tag(node, () => {
      for (const text of texts.slice(from, end)) canvas.text(text.line, text.x, text.baseline)
    })
    from = end
  }
}

/**
 * Sets a contract with these values as a tagged PDF/A-3a file, uncompressed and without fields and attachments: `finishPdf` adds those.
 * The same input gives the same bytes in every engine. Letters outside the fonts must have been refused before (`checkCoverage`).
 */
export async function typesetPdf(input: { readonly document: ContractDocument; readonly values: ParticularValues; readonly fonts: FontSet }): Promise<Uint8Array> {
  const { document, values, fonts } = input
  const seller = document.parties.find((party) => party.id === 'seller') ?? document.parties[0]
  const author = seller ? (resolveValues(document, values)[seller.nameParticular] ?? seller.role) : ''
  const canvas = new Canvas(fonts, { language: document.language, title: document.title, author, time: documentTime(document) })
  const root: Node = makeNode('Document')
  const pages = paginate(layoutBlocks(expandBlocks(document, values), document.language, canvas.measure, root))
  for (const [index, boxes] of pages.entries()) {
    canvas.addPage()
    drawPage(canvas, boxes)
    drawFurniture(canvas, document, index + 1, pages.length)
  }
  return canvas.finish(root)
}
