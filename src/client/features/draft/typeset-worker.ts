import { CodedError } from '../../../core/bytes/error.ts'
import { sha256Hex } from '../../../core/bytes/sha256.ts'
import { decodeContractDocument } from '../../../core/contract/document.ts'
import { FONT_FILES } from '../../../core/typeset/font.ts'
import type { FontSet } from '../../../core/typeset/font.ts'
import { typesetPdf } from '../../../core/typeset/pdf.ts'

export interface TypesetRequest {
  readonly call: number
  /** Canonical contract document. */
  readonly document: string
}

export type TypesetAnswer = { readonly call: number; readonly pdf: Uint8Array } | { readonly call: number; readonly code: string }

async function loadFont({ file, hash }: { readonly file: string; readonly hash: string }): Promise<Uint8Array> {
  const response = await fetch(`/fonts/${file}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (!response.ok || sha256Hex(bytes) !== hash) throw new CodedError('FONTS_MISSING', 'a font is missing or is another one', { file })
  return bytes
}

let fonts: Promise<FontSet> | null = null

function loadFonts(): Promise<FontSet> {
  fonts ??= Promise.all([loadFont(FONT_FILES.serifRegular), loadFont(FONT_FILES.serifSemibold), loadFont(FONT_FILES.sansRegular), loadFont(FONT_FILES.sansSemibold)])
    .then(([serifRegular, serifSemibold, sansRegular, sansSemibold]) => ({ serifRegular, serifSemibold, sansRegular, sansSemibold }))
    .catch((error: unknown) => {
      fonts = null
      throw error
    })
  return fonts
}

async function answer({ call, document }: TypesetRequest): Promise<TypesetAnswer> {
  try {
    return { call, pdf: await typesetPdf({ document: decodeContractDocument(document), values: {}, fonts: await loadFonts() }) }
  } catch (error) {
    return { call, code: error instanceof CodedError ? error.code : 'TYPESET_FAILED' }
  }
}

globalThis.addEventListener('message', (event: MessageEvent<TypesetRequest>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's own port has no origin
  void answer(event.data).then((result) => globalThis.postMessage(result))
})
