import { decodeContractDocument } from '../../../core/contract/document.ts'
import { typesetPdf } from '../../../core/typeset/pdf.ts'
import { loadFonts } from '../../worker/fonts.ts'
import { serve } from '../../worker/serve.ts'

export interface TypesetCommands {
  /** A canonical contract document; its PDF. */
  typeset: { input: string; output: Uint8Array }
}

serve<TypesetCommands>({ typeset: async (document) => typesetPdf({ document: decodeContractDocument(document), values: {}, fonts: await loadFonts() }) }, 'TYPESET_FAILED')
