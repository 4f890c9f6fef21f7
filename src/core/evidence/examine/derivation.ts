import { isCodedError } from '../../bytes/error.ts'
import { finishPdf } from '../../typeset/finish.ts'
import type { FontSet } from '../../typeset/font.ts'
import { typesetPdf } from '../../typeset/pdf.ts'
import { TYPESET_REVISION } from '../../typeset/revision.ts'
import type { AttachedContract } from './attached.ts'

/**
 * For `examine`'s `derive`: the base revision made anew from the attached contract, to be the same byte for byte. Null for a contract of
 * another typeset revision than this program's, whose text is compared instead. Large: load it only where it is wanted.
 */
export function createDerivation(fonts: FontSet): (contract: AttachedContract) => Promise<Uint8Array | null> {
  return async ({ document, values, salt, publication }) => {
    if (document.typesetRevision !== TYPESET_REVISION || salt === null) return null
    try {
      const pdf = await typesetPdf({ document, values, fonts })
      return await finishPdf({ pdf, document, particulars: { values, salt }, publication, fonts })
    } catch (error) {
      if (isCodedError(error)) return null
      throw error
    }
  }
}
