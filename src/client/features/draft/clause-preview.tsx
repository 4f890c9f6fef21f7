import type { LibraryClause } from '../../../core/contract/library/clause.ts'
import type { Block } from '../../../core/contract/document.ts'
import { parseInline } from '../../../core/contract/inline.ts'
import { m } from '../../messages/generated/messages.js'
import { useEditor } from './editor.ts'
import { placeLabel } from './inline-text.tsx'

function Text({ text, clause }: { readonly text: string; readonly clause: LibraryClause }) {
  const { draft } = useEditor()
  return parseInline(text).inlines.map((inline, index) => {
    if (inline.kind === 'letters') return inline.bold ? <b key={index}>{inline.text}</b> : <span key={index}>{inline.text}</span>
    const label = clause.particulars.find(({ id }) => id === inline.name)?.label ?? placeLabel(draft, inline.name)
    return <span key={index} className="rounded-[4px] border border-rule bg-wash box-decoration-clone px-1 font-sans text-[.84em]">{inline.words ? `${label} ${m.draft_in_words()}` : label}</span>
  })
}

function Lines({ block, clause }: { readonly block: Block; readonly clause: LibraryClause }) {
  switch (block.kind) {
    case 'heading': case 'paragraph': return <p><Text text={block.text} clause={clause} /></p>
    case 'clause': return block.paragraphs.map((text, index) => <p key={index}><Text text={text} clause={clause} /></p>)
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return <List className={`grid gap-1 pl-5 ${block.ordered ? 'list-[lower-alpha]' : 'list-disc'}`}>{block.items.map((text, index) => <li key={index}><Text text={text} clause={clause} /></li>)}</List>
    }
    case 'table':
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a table wider than a phone is scrolled by keyboard, too
        <section className="overflow-x-auto" tabIndex={0} aria-label={clause.title}>
          <table className="w-full text-sm">
            <thead><tr>{block.header.map((text, column) => <th key={column} className="border-b border-rule p-1.5 text-left font-semibold"><Text text={text} clause={clause} /></th>)}</tr></thead>
            <tbody>{block.rows.map((cells, row) => <tr key={row}>{cells.map((text, column) => <td key={column} className="border-b border-rule p-1.5"><Text text={text} clause={clause} /></td>)}</tr>)}</tbody>
          </table>
        </section>
      )
    case 'terms': case 'signature': return null
  }
}

/** The words of a clause as they will stand in the contract, with what it defines. */
export function ClausePreview({ clause }: { readonly clause: LibraryClause }) {
  return (
    <div className="grid gap-2 font-serif text-[.9375rem]">
      {clause.blocks.map((block, index) => <Lines key={index} block={block} clause={clause} />)}
      {clause.terms.map(({ term, meaning }) => <p key={term} className="text-soft"><b>{term}:</b> <Text text={meaning} clause={clause} /></p>)}
    </div>
  )
}
