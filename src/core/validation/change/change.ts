import type { ObjectId } from '../../pdf/object.ts'

/** What later revisions did, from harmless to not: issue's words, kept in the report. */
export type ChangeClass = 'NONE' | 'LTA-UPDATE' | 'NEW-SIGNATURE' | 'FORM-FILLING' | 'ANNOTATION' | 'OTHER' | 'FORBIDDEN'

export const CHANGE_CLASSES: readonly ChangeClass[] = ['NONE', 'LTA-UPDATE', 'NEW-SIGNATURE', 'FORM-FILLING', 'ANNOTATION', 'OTHER', 'FORBIDDEN']

/** One sentence for each kind is in sentence.ts. */
export type ChangeKind =
  | 'metadata' | 'security-store' | 'security-store-misused' | 'document-timestamp' | 'signature' | 'signature-field-added' | 'signature-field-visible'
  | 'signature-covers-page' | 'signature-over-text' | 'late-certification' | 'signed-value-changed' | 'signature-removed' | 'value-filled' | 'value-replaced' | 'value-misshown' | 'appearance-made' | 'appearance-changed' | 'field-added' | 'field-removed'
  | 'form-changed' | 'annotation-added' | 'annotation-drawn' | 'annotation-changed' | 'annotation-removed' | 'annotation-erased' | 'page-content' | 'page-changed' | 'page-added' | 'page-removed'
  | 'catalog-changed' | 'object-changed' | 'object-shared' | 'revision-unreadable'

/** One change of the document by one revision. */
export interface Change {
  /** Revision that made it. */
  readonly revision: number
  readonly object: ObjectId
  /** From the trailer: `Root/Pages/Kids[0]/Contents`. */
  readonly path: string
  readonly kind: ChangeKind
  readonly class: ChangeClass
  readonly field?: string
  /** From 1. */
  readonly page?: number
  /** [x0 y0 x1 y1] in points. */
  readonly rect?: readonly number[]
  readonly before?: string
  readonly after?: string
}

/** What one revision did to the one before it. */
export interface Step {
  readonly revision: number
  readonly class: ChangeClass
  readonly changes: readonly Change[]
}

export function worstClass(classes: readonly ChangeClass[]): ChangeClass {
  return CHANGE_CLASSES[Math.max(0, ...classes.map((one) => CHANGE_CLASSES.indexOf(one)))]!
}
