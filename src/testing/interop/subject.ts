// What every engine runs: the real derivation over seeded draws, as hashes that can be compared.
import { decodeBase64 } from '../../core/bytes/base64.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { deriveBaseRevision } from '../../core/ceremony/base-revision.ts'
import type { FontSet } from '../../core/typeset/font.ts'
import { draw } from './draw.ts'

/** Fonts in base64, by the names the derivation knows them under. */
export type FontText = Readonly<Record<keyof FontSet, string>>

export function readFonts(text: FontText): FontSet {
  const { serifRegular, serifSemibold, sansRegular, sansSemibold } = text
  return { serifRegular: decodeBase64(serifRegular), serifSemibold: decodeBase64(serifSemibold), sansRegular: decodeBase64(sansRegular), sansSemibold: decodeBase64(sansSemibold) }
}

/** SHA-256 and length of the base revisions of draws `first` to `first + count - 1`, one a line. */
export async function derive(fonts: FontText, first: number, count: number): Promise<string> {
  const set = readFonts(fonts)
  const lines: string[] = []
  for (let number = first; number < first + count; number++) {
    const bytes = await deriveBaseRevision({ ...draw(number), fonts: set })
    lines.push(`${number}:${sha256Hex(bytes)}:${bytes.length}`)
  }
  return lines.join(' ')
}
