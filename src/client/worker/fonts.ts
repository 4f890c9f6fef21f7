import { CodedError } from '../../core/bytes/error.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { FONT_FILES } from '../../core/typeset/font.ts'
import type { FontSet } from '../../core/typeset/font.ts'

async function loadFont({ file, hash }: { readonly file: string; readonly hash: string }): Promise<Uint8Array> {
  let response: Response
  try {
    // Named by its hash, so that a cached font of an older revision is never taken for this one.
    response = await fetch(`/fonts/${file}?${hash.slice(0, 16)}`)
  } catch {
    throw new CodedError('OFFLINE', 'a font was not reached', { file })
  }
  if (!response.ok) throw new CodedError('FONTS_MISSING', 'a font is not there', { file })
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (encodeHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))) !== hash) throw new CodedError('VERSION_STALE', 'a font is of another revision', { file })
  return bytes
}

let fonts: Promise<FontSet> | null = null

/** The four fonts, fetched once and held against their hashes. Throws OFFLINE, FONTS_MISSING, VERSION_STALE. */
export function loadFonts(): Promise<FontSet> {
  fonts ??= (async () => {
    const [serifRegular, serifSemibold, sansRegular, sansSemibold] = await Promise.all([
      loadFont(FONT_FILES.serifRegular), loadFont(FONT_FILES.serifSemibold), loadFont(FONT_FILES.sansRegular), loadFont(FONT_FILES.sansSemibold),
    ])
    return { serifRegular, serifSemibold, sansRegular, sansSemibold }
  })().catch((error: unknown) => {
    fonts = null
    throw error
  })
  return fonts
}
