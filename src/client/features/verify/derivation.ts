import { CodedError } from '../../../core/bytes/error.ts'
import { sha256Hex } from '../../../core/bytes/sha256.ts'
import { createDerivation } from '../../../core/evidence/examine/derivation.ts'
import { FONT_FILES } from '../../../core/typeset/font.ts'
import type { FontSet } from '../../../core/typeset/font.ts'

async function loadFont(face: keyof FontSet): Promise<Uint8Array> {
  const { file, hash } = FONT_FILES[face]
  const response = await fetch(`/fonts/${file}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (!response.ok || sha256Hex(bytes) !== hash) throw new CodedError('FONTS_MISSING', 'a font is missing or is another one', { file })
  return bytes
}

/** What `examine` derives with, over the app's own fonts. Throws FONTS_MISSING. */
export async function loadDerivation(): Promise<ReturnType<typeof createDerivation>> {
  const [serifRegular, serifSemibold, sansRegular, sansSemibold] = await Promise.all([loadFont('serifRegular'), loadFont('serifSemibold'), loadFont('sansRegular'), loadFont('sansSemibold')])
  return createDerivation({ serifRegular, serifSemibold, sansRegular, sansSemibold })
}
