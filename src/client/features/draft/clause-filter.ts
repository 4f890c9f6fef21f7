import type { LibraryClause } from '../../../core/contract/library/clause.ts'
import { dropMarks } from '../../locale/marks.ts'

const small = (text: string) => text.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
const bare = (text: string) => small(dropMarks(text))

/** Whether the words stand in the clause as they are typed, the last one perhaps not to its end; typed without marks they are found without: `bao mat`, `Bảo mật`. */
export function holdsWords(clause: Pick<LibraryClause, 'title' | 'blocks'>, typed: string): boolean {
  const texts = JSON.stringify([clause.title, clause.blocks])
  const isBare = bare(typed) === small(typed)
  return ` ${(isBare ? bare : small)(texts)}`.includes(` ${small(typed)}`)
}
