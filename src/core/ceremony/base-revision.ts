import type { ContractDocument, ParticularValues } from '../contract/document.ts'
import { finishPdf } from '../typeset/finish.ts'
import type { FontSet } from '../typeset/font.ts'
import { typesetPdf } from '../typeset/pdf.ts'

export interface BaseRevisionInput {
  readonly document: ContractDocument
  /** The particulars of all parties but the seller, whose stand in the document: the base is derived once, before anyone signs. */
  readonly values: ParticularValues
  /** 32 bytes in hex: salt of the particulars' hash, attached beside the values. */
  readonly salt: string
  /** The seller's publication signature (detached CMS); null in a preview. */
  readonly publication: Uint8Array | null
  readonly fonts: FontSet
  /** The seller's own file, where the document names one. */
  readonly file?: Uint8Array
}

/** The whole file before any signature, byte for byte the same wherever it is derived (invariant 2). Throws the codes of typesetting, OWN_FILE_…. */
export async function deriveBaseRevision({ document, values, salt, publication, fonts, file = new Uint8Array(0) }: BaseRevisionInput): Promise<Uint8Array> {
  if (document.file) return (await import('./own-file.ts')).deriveOwnBase(document, file, fonts)
  const pdf = await typesetPdf({ document, values, fonts })
  return finishPdf({ pdf, document, particulars: { values, salt }, publication, fonts })
}
