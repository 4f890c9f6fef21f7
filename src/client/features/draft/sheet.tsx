import { useState } from 'react'
import type { Block } from '../../../core/contract/document.ts'
import { m } from '../../messages/generated/messages.js'
import { useToast } from '../../ui/toast.tsx'
import { ClauseDialog } from './clause-dialog.tsx'
import { insertLine, pathOf, removeLine } from './edit.ts'
import type { TextPlace } from './edit.ts'
import { Editable } from './editable.tsx'
import { useEditor } from './editor.ts'
import { IconButton } from './icon.tsx'
import { insertSection, moveClause, removeClause, splitSections } from './section.ts'
import type { Section } from './section.ts'

interface LineToolsProps {
  readonly block: number
  readonly index: number
  readonly add: string
  readonly remove: string
  readonly canRemove: boolean
  /** The place of the line after `index`. */
  readonly next: TextPlace
}

/** Add below, take out: for a paragraph, an item, a row. */
function LineTools({ block, index, add, remove, canRemove, next }: LineToolsProps) {
  const { edit, setOpen } = useEditor()
  const look = 'min-h-8 rounded-control px-2 hover:bg-wash'
  return (
    <>
      <button
        type="button"
        className={look}
        onClick={() => {
          edit((draft) => insertLine(draft, block, index, m.draft_new_text()))
          setOpen(pathOf(next))
        }}
      >
        {add}
      </button>
      {canRemove && (
        <button
          type="button"
          className={look}
          onClick={() => {
            setOpen(null)
            edit((draft) => removeLine(draft, block, index))
          }}
        >
          {remove}
        </button>
      )}
    </>
  )
}

function TableBlock({ block, at }: { readonly block: Extract<Block, { kind: 'table' }>; readonly at: number }) {
  return (
    <table className="min-w-[32rem]">
      <thead>
        <tr>{block.header.map((text, column) => <th key={column}><Editable place={{ kind: 'header', block: at, column }} text={text} label={m.draft_place_header({ column: column + 1 })} /></th>)}</tr>
      </thead>
      <tbody>
        {block.rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((text, column) => (
              <td key={column}>
                <Editable
                  place={{ kind: 'cell', block: at, row, column }}
                  text={text}
                  label={m.draft_place_cell({ row: row + 1, column: column + 1 })}
                  tools={<LineTools block={at} index={row} add={m.draft_add_row()} remove={m.draft_remove_row()} canRemove={block.rows.length > 1} next={{ kind: 'cell', block: at, row: row + 1, column: 0 }} />}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function BlockView({ block, at }: { readonly block: Block; readonly at: number }) {
  const { draft } = useEditor()
  switch (block.kind) {
    case 'heading':
      return <h3><Editable place={{ kind: 'text', block: at }} text={block.text} label={m.draft_place_heading()} /></h3>
    case 'paragraph':
      return <div className="mb-2.5"><Editable place={{ kind: 'text', block: at }} text={block.text} label={m.draft_place_paragraph()} /></div>
    case 'clause':
      return block.paragraphs.map((text, index) => (
        <div key={index} className="mb-2.5 flex gap-2">
          <span className="num shrink-0">{block.number}.{index + 1}.</span>
          <div className="min-w-0 flex-1">
            <Editable
              place={{ kind: 'paragraph', block: at, index }}
              text={text}
              label={m.draft_place_clause({ clause: block.number, paragraph: index + 1 })}
              tools={<LineTools block={at} index={index} add={m.draft_add_paragraph()} remove={m.draft_remove_paragraph()} canRemove={block.paragraphs.length > 1} next={{ kind: 'paragraph', block: at, index: index + 1 }} />}
            />
          </div>
        </div>
      ))
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul'
      return (
        <List>
          {block.items.map((text, index) => (
            <li key={index}>
              <Editable
                place={{ kind: 'item', block: at, index }}
                text={text}
                label={m.draft_place_item({ item: index + 1 })}
                tools={<LineTools block={at} index={index} add={m.draft_add_item()} remove={m.draft_remove_item()} canRemove={block.items.length > 1} next={{ kind: 'item', block: at, index: index + 1 }} />}
              />
            </li>
          ))}
        </List>
      )
    }
    case 'table':
      return <div className="-mr-2 overflow-x-auto"><TableBlock block={block} at={at} /></div>
    case 'terms':
      return (
        <dl>
          {draft.terms.map((item, index) => (
            <div key={index}>
              <dt><Editable place={{ kind: 'term', index }} text={item.term} label={m.draft_place_term({ term: index + 1 })} places={false} /></dt>
              <dd><Editable place={{ kind: 'meaning', index }} text={item.meaning} label={m.draft_place_meaning({ term: item.term })} /></dd>
            </div>
          ))}
        </dl>
      )
    case 'signature': {
      const party = draft.parties.find(({ id }) => id === block.party)
      return (
        <div className="min-w-52 flex-1 rounded-sheet border border-dashed border-rule-strong px-4 py-5 text-center">
          <p className="!mb-1 font-semibold">{party?.role}</p>
          <p className="!mb-0 font-sans text-sm text-soft">{party?.signs ? m.draft_signature_buyer() : m.draft_signature_seller()}</p>
        </div>
      )
    }
  }
}

function ClauseSection({ section, position, count }: { readonly section: Section; readonly position: number; readonly count: number }) {
  const { edit, setOpen, draft } = useEditor()
  const toast = useToast()
  const [adding, setAdding] = useState(false)
  const clause = section.blocks[0]
  if (clause?.kind !== 'clause') return null
  const { number } = clause
  const neighbours = splitSections(draft.blocks)
  return (
    <section aria-label={m.draft_clause_label({ number, title: clause.title })} className="group/clause relative">
      <div className="flex items-start gap-2">
        <h2 className="min-w-0 flex-1">
          <span className="flex gap-2">
            <span className="shrink-0">{draft.language === 'vi' ? `Điều ${number}.` : `${number}.`}</span>
            <span className="block min-w-0 flex-1"><Editable place={{ kind: 'clause-title', block: section.start }} text={clause.title} label={m.draft_place_clause_title({ clause: number })} places={false} /></span>
          </span>
        </h2>
        <div className="mt-6 flex shrink-0 opacity-60 focus-within:opacity-100 group-hover/clause:opacity-100">
          <IconButton icon="up" label={m.draft_move_up({ number })} disabled={neighbours[position - 1]?.kind !== 'clause'} onClick={() => edit((now) => moveClause(now, position, -1))} />
          <IconButton icon="down" label={m.draft_move_down({ number })} disabled={neighbours[position + 1]?.kind !== 'clause'} onClick={() => edit((now) => moveClause(now, position, 1))} />
          <IconButton
            icon="remove"
            label={m.draft_remove_clause({ number })}
            disabled={count < 2}
            onClick={() => {
              setOpen(null)
              edit((now) => removeClause(now, position))
              toast(m.draft_clause_removed({ number }), () => edit((now) => insertSection(now, position, section.blocks)))
            }}
          />
        </div>
      </div>
      {section.blocks.map((block, index) => <BlockView key={index} block={block} at={section.start + index} />)}
      <div className="flex justify-center opacity-0 focus-within:opacity-100 group-hover/clause:opacity-100 pointer-coarse:opacity-100">
        <button
          type="button"
          className="min-h-8 rounded-control px-3 font-sans text-[.8125rem] text-link underline underline-offset-2 hover:bg-wash"
          onClick={() => setAdding(true)}
        >
          {m.draft_add_clause({ number })}
        </button>
      </div>
      {adding && <ClauseDialog number={number} position={position} section={section} onClose={() => setAdding(false)} />}
    </section>
  )
}

/** The contract as a document whose every text can be written in place. */
export function DraftSheet() {
  const { draft } = useEditor()
  const sections = splitSections(draft.blocks)
  const clauses = sections.filter(({ kind }) => kind === 'clause').length
  return (
    <article lang={draft.language} aria-label={m.draft_sheet_label()} className="paper contract rounded-sheet shadow-lift">
      <h1><Editable place={{ kind: 'title' }} text={draft.title} label={m.draft_place_title()} places={false} /></h1>
      <p className="mb-7! mt-1.5 text-center text-[.9375rem] text-soft">{m.draft_meta()}</p>
      {sections.map((section, position) =>
        section.kind === 'clause' ? (
          <ClauseSection key={section.start} section={section} position={position} count={clauses} />
        ) : (
          <div key={section.start} className={section.kind === 'signatures' ? 'mt-10 flex flex-wrap gap-4' : ''}>
            {section.blocks.map((block, index) => <BlockView key={index} block={block} at={section.start + index} />)}
          </div>
        ),
      )}
    </article>
  )
}
