import type { Block, ContractDraft, Language } from './document.ts'
import { checkLetters } from './letter.ts'

/** The seller's own file as a contract document names it. */
export type OwnFile = NonNullable<ContractDraft['file']>
export type OwnPlace = OwnFile['places'][number]

const MAX_NAME = 80
const MARK = /\bSHA-256 [0-9a-f]{64}\b/

/** A file's name as it can stand in a contract: NFC, letters that show, no markup, never a long stretch. `isCovered` says which letters the fonts have. */
export function tidyFileName(name: string, isCovered: (letter: string) => boolean): string {
  const letters = [...name.normalize('NFC').replace(/[{}*]/g, '_')].map((letter) => (checkLetters(letter, false) === null && isCovered(letter) ? letter : '_'))
  const tidy = letters.join('').replace(/\s+/g, ' ').trim()
  if ([...tidy].length <= MAX_NAME) return tidy || 'document.pdf'
  return `${[...tidy].slice(0, MAX_NAME - 5).join('')}….pdf`
}

/** The line of the cover that says which file it is, by its hash. */
export function describeOwnFile({ name, hash, size, pages }: Omit<OwnFile, 'places'>, language: Language): string {
  return language === 'vi' ? `Tệp: **${name}**, ${pages} trang, ${size} byte, SHA-256 ${hash}.` : `File: **${name}**, ${pages} ${pages === 1 ? 'page' : 'pages'}, ${size} bytes, SHA-256 ${hash}.`
}

/** The draft over a file: its places in place of signature blocks, and the cover names it. The same parties keep their places where the pages allow it. */
export function withOwnFile(draft: ContractDraft, file: OwnFile): ContractDraft {
  const line: Block = { kind: 'paragraph', text: describeOwnFile(file, draft.language) }
  const blocks = draft.blocks.filter((block) => block.kind !== 'signature' && !(block.kind === 'paragraph' && MARK.test(block.text)))
  return { ...draft, file, blocks: [...blocks.slice(0, 1), line, ...blocks.slice(1)] }
}
