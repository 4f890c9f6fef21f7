import { CodedError, isCodedError } from '../bytes/error.ts'
import type { OwnPlace } from '../contract/own-file.ts'
import { dictionaryOf, integerOf, nameOf } from '../pdf/object.ts'
import { findPage } from '../pdf/page.ts'
import { overlaps, readRectangle, toPageCoordinates } from '../pdf/page-geometry.ts'
import type { Rectangle } from '../pdf/page-geometry.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { findTextUnder } from '../pdf/text-place.ts'
import type { OwnFileErrorCode } from './own-file.ts'

/** Dots, lines and dashes that people sign upon: no words, and a signature may lie over them. */
const LEADERS = /[\s._…·•\-–—―=*~|]+/gu
/** Annotations that show words, or somebody's signature or hand. */
const SHOWING = new Set(['Widget', 'FreeText', 'Stamp', 'Text', 'Ink'])
const HIDDEN = 2
const NO_VIEW = 32
/** Letters of the covered text that are told. */
const MOST_TOLD = 60

const rectangleOf = ({ x, y, width, height }: OwnPlace): Rectangle => [x, y, x + width, y + height]
const doOverlap = (one: OwnPlace, other: OwnPlace): boolean => one.page === other.page && overlaps(rectangleOf(one), rectangleOf(other))

/** The words that a page draws under a place, on one line; what people sign upon is none. Empty where a page's text cannot be read: nothing is known of it then. */
export function findCoveredText(file: PdfFile, place: OwnPlace): string {
  try {
    const text = findTextUnder(file, place.page - 1, rectangleOf(place)).replaceAll(/\s+/g, ' ').trim()
    return text.replaceAll(LEADERS, '') === '' ? '' : text.slice(0, MOST_TOLD)
  } catch (error) {
    if (isCodedError(error)) return ''
    throw error
  }
}

/** Whether a field of the file, a signature of somebody else or a note shows something where the place is. */
function coversAnnotation(file: PdfFile, place: OwnPlace): boolean {
  const page = findPage(file, place.page - 1)
  if (page === null) return false
  const here = toPageCoordinates(page, rectangleOf(place))
  const annotations = file.get(page.dictionary, 'Annots')
  return (annotations.kind === 'array' ? annotations.items : []).some((item) => {
    const annotation = dictionaryOf(file.resolve(item))
    if (annotation === null || !SHOWING.has(nameOf(file.get(annotation, 'Subtype')) ?? '')) return false
    if (((integerOf(file.get(annotation, 'F')) ?? 0) & (HIDDEN | NO_VIEW)) !== 0) return false
    const there = readRectangle(file, annotation, 'Rect', file.newest)
    return there !== null && overlaps(here, there)
  })
}

export interface Cover {
  /** Which of the places, from 0. */
  readonly index: number
  readonly what: 'text' | 'field' | 'place'
  /** The covered text; empty otherwise. */
  readonly text: string
}

/** What the places would cover: words of a page, what the file's own form shows, one another. A signature lies over none of it. */
export function findCovers(file: PdfFile, places: readonly OwnPlace[]): Cover[] {
  return places.flatMap((place, index): Cover[] => {
    const text = findCoveredText(file, place)
    if (text !== '') return [{ index, what: 'text', text }]
    if (places.some((other, at) => at !== index && doOverlap(place, other))) return [{ index, what: 'place', text: '' }]
    try {
      return coversAnnotation(file, place) ? [{ index, what: 'field', text: '' }] : []
    } catch (error) {
      if (isCodedError(error)) return []
      throw error
    }
  })
}

/** Refuses places that would cover something, before anybody has signed. Throws OWN_FILE_COVERS (page, what). */
export function checkPlaces(file: PdfFile, places: readonly OwnPlace[]): void {
  const [cover] = findCovers(file, places)
  if (cover) throw new CodedError<OwnFileErrorCode>('OWN_FILE_COVERS', 'a signature field lies over what the page shows', { page: places[cover.index]!.page, what: cover.what })
}
