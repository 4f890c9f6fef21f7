import type { Presentation as DocumentPresentation } from '../contract/document.ts'
import type { Presentation } from './statement.ts'

/** What a form of presentation does on the screen. */
export interface PresentationForm {
  readonly id: Presentation
  /** Where the terms stand: on the page above the boxes, in a dialog, or behind a link. */
  readonly terms: 'page' | 'dialog' | 'link'
  /** Whether each agreement has a box; without, the press alone is the act. */
  readonly hasBoxes: boolean
  /** Whether the boxes stay shut until the end of the terms was reached. */
  readonly opensAtEnd: boolean
  /** A notice is never assent (L4). */
  readonly isAssent: boolean
}

/** Every form, from the most to the least conspicuous (STANDARDS §1). */
export const PRESENTATION_FORMS: readonly PresentationForm[] = [
  { id: 'scroll-wrap', terms: 'page', hasBoxes: true, opensAtEnd: true, isAssent: true },
  { id: 'inline', terms: 'page', hasBoxes: true, opensAtEnd: false, isAssent: true },
  { id: 'dialog', terms: 'dialog', hasBoxes: true, opensAtEnd: false, isAssent: true },
  { id: 'link', terms: 'link', hasBoxes: true, opensAtEnd: false, isAssent: true },
  { id: 'sign-in-wrap', terms: 'link', hasBoxes: false, opensAtEnd: false, isAssent: true },
  { id: 'notice-only', terms: 'page', hasBoxes: false, opensAtEnd: false, isAssent: false },
]

/** What a contract document calls its presentation, in the words of statement and record. */
export function presentationOf(presentation: DocumentPresentation): Presentation {
  return presentation === 'browse-wrap' ? 'notice-only' : presentation
}

/** The form of a document's presentation. */
export function formOf(presentation: DocumentPresentation | Presentation): PresentationForm {
  const id = presentation === 'browse-wrap' ? 'notice-only' : presentation
  return PRESENTATION_FORMS.find((form) => form.id === id) ?? PRESENTATION_FORMS[0]!
}

/** The next more conspicuous form; null when there is none. */
export function nextStronger(presentation: Presentation): Presentation | null {
  const at = PRESENTATION_FORMS.findIndex(({ id }) => id === presentation)
  return at <= 0 ? null : (PRESENTATION_FORMS[at - 1]?.id ?? null)
}
