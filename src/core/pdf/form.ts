import { FormHistory } from './form-history.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'

/** A dictionary and what names it; `id` is null when it stands directly inside another. */
export interface NamedDictionary {
  readonly id: ObjectId | null
  readonly dictionary: PdfDictionary
}

/** A terminal field of the interactive form (ISO 32000-2 §12.7.4). */
export interface FormField extends NamedDictionary {
  /** Fully qualified: partial names joined by periods. */
  readonly name: string
  /** /FT, own or inherited: Btn, Tx, Ch or Sig. */
  readonly type: string | null
  /** /V as it stands, own or inherited; unresolved. */
  readonly value: PdfObject | undefined
  /** Own or inherited; unresolved. */
  readonly flags: PdfObject | undefined
  /** The field itself when the two are one dictionary. */
  readonly widgets: readonly NamedDictionary[]
}

const makeHistory = (file: PdfFile): FormHistory => new FormHistory(file)

/** Every terminal field reached from /AcroForm /Fields as of a revision, in order; the same array where nothing of it changed. Throws PDF_STRUCTURE_DAMAGED, PDF_TOO_DEEP, PDF_TOO_LARGE. */
export function readFields(file: PdfFile, revision = file.newest): readonly FormField[] {
  return file.recall(makeHistory).at(revision)
}
