import type { ExpandedBlock, Run } from '../../../../core/contract/expand.ts'
import { m } from '../../../messages/generated/messages.js'

interface Entry {
  readonly id: string
  readonly text: string
}

const textOf = (runs: readonly Run[]) => runs.map((run) => run.text).join('')

/** Headings and clauses of the terms, in order. */
export function listContents(blocks: readonly ExpandedBlock[]): Entry[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'heading') return [{ id: block.id, text: textOf(block.runs) }]
    if (block.kind === 'clause') return [{ id: block.id, text: `${block.label} ${textOf(block.title)}` }]
    return []
  })
}

function List({ entries, lang }: { readonly entries: readonly Entry[]; readonly lang: string }) {
  return (
    <ol lang={lang} className="grid gap-0.5 text-[.875rem]">
      {entries.map(({ id, text }) => (
        <li key={id}><a href={`#${id}`} className="flex min-h-9 items-center rounded-control px-2 py-1 leading-snug hover:bg-wash">{text}</a></li>
      ))}
    </ol>
  )
}

/** The table of contents: beside the terms on a desk, folded above them on a phone. */
export function Contents({ entries, lang }: { readonly entries: readonly Entry[]; readonly lang: string }) {
  if (entries.length < 2) return null
  return (
    <>
      <details className="no-print sheet px-4 py-1 lg:hidden">
        <summary className="min-h-11 cursor-pointer py-2.5 font-semibold">{m.sign_contents()}</summary>
        <nav aria-label={m.sign_contents()} className="pb-3"><List entries={entries} lang={lang} /></nav>
      </details>
      <nav aria-label={m.sign_contents()} className="no-print sticky top-14 hidden max-h-[calc(100dvh-9rem)] self-start overflow-auto lg:block">
        <h2 className="px-2 pb-2 text-sm text-soft">{m.sign_contents()}</h2>
        <List entries={entries} lang={lang} />
      </nav>
    </>
  )
}
