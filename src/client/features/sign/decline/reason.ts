import { checkLetters } from '../../../../core/contract/letter.ts'

const MAX_LENGTH = 1000

/** A reason as it can be kept: letters that show nothing are left out, half a letter at its end, too. Null when nothing is left. */
export function tidyReason(reason: string): string | null {
  const letters = Array.from(reason.replaceAll('\t', ' ').normalize('NFC').slice(0, MAX_LENGTH))
  return letters.filter((letter) => checkLetters(letter, true) === null).join('').trim() || null
}
