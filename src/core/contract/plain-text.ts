import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import type { ContractDocument, ParticularValues } from './document.ts'
import { expandBlocks } from './expand.ts'
import type { ExpandedBlock, Line, Run } from './expand.ts'

const text = (runs: readonly Run[]) => runs.map((run) => run.text).join('')
const lineText = (line: Line) => (line.label === null ? text(line.runs) : `${line.label} ${text(line.runs)}`)

/** The lines that a block shows: SPEC.md, "Plain text". */
export function blockLines(block: ExpandedBlock): string[] {
  switch (block.kind) {
    case 'title': case 'meta': case 'heading': case 'paragraph': return [text(block.runs)]
    case 'clause': return [`${block.label} ${text(block.title)}`, ...block.lines.map(lineText)]
    case 'list': return block.lines.map(lineText)
    case 'table': return [block.header, ...block.rows].map((cells) => cells.map(text).join(' '))
    case 'terms': return block.items.map((item) => text(item.runs))
    case 'signature': return [block.role, block.name.text, ...(block.note === null ? [] : [block.note])]
  }
}

/** Runs of white space (space, no-break space, line ends) as one space, none at the ends. */
export function collapseWhiteSpace(value: string): string {
  return value.replace(/\s+/g, ' ').trim()
}

/**
 * The contract as plain text: the rendered text that a statement names by its hash. One line a paragraph, white space collapsed, lines
 * parted by LF. The PDF's real content (no artifacts), read in structure order and collapsed, equals this text collapsed.
 */
export function renderPlainText(document: ContractDocument, values: ParticularValues): string {
  return expandBlocks(document, values).flatMap(blockLines).map(collapseWhiteSpace).filter((line) => line !== '').join('\n')
}

/** SHA-256 of the plain text in UTF-8, 64 hexadecimal digits: the statement's `textHash`. */
export function hashPlainText(document: ContractDocument, values: ParticularValues): string {
  return sha256Hex(encodeUtf8(renderPlainText(document, values)))
}
