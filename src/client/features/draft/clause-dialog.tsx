import { useQuery } from '@tanstack/react-query'
import { useId, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import type { LibraryClause } from '../../../core/contract/library/clause.ts'
import type { ClauseSubject } from '../../../core/contract/library/clause.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { holdsWords } from './clause-filter.ts'
import { ClausePreview } from './clause-preview.tsx'
import { useEditor } from './editor.ts'
import { kindName } from './particular-sentence.ts'
import { addClause } from './section.ts'
import type { Section } from './section.ts'

const SUBJECTS: Readonly<Record<ClauseSubject, () => string>> = {
  performance: m.draft_subject_performance, payment: m.draft_subject_payment, liability: m.draft_subject_liability, information: m.draft_subject_information,
  rights: m.draft_subject_rights, ending: m.draft_subject_ending, communication: m.draft_subject_communication, disputes: m.draft_subject_disputes,
}

const EMPTY: readonly LibraryClause[] = []

interface Props {
  /** The clause after which the new one comes. */
  readonly number: number
  readonly position: number
  readonly section: Section
  readonly onClose: () => void
}

function Choice({ clause, onInsert }: { readonly clause: LibraryClause; readonly onInsert: () => void }) {
  const { draft } = useEditor()
  const roleOf = (party: string) => draft.parties.find(({ id }) => id === party)?.role ?? party
  return (
    <details name="clause" className="rounded-control border border-rule open:border-rule-strong">
      <summary className="cursor-pointer px-3 py-2.5 marker:text-soft hover:bg-wash">{clause.title}</summary>
      <div className="grid gap-3 border-t border-rule p-3">
        <ClausePreview clause={clause} />
        {clause.particulars.length + clause.terms.length > 0 && (
          <ul className="grid list-disc gap-1 pl-5 text-sm text-soft">
            {clause.terms.map(({ term }) => <li key={term}>{m.draft_clause_adds_term({ term })}</li>)}
            {clause.particulars.map(({ id, label, kind, party }) => <li key={id}>{m.draft_clause_adds_particular({ label, kind: kindName(kind), role: roleOf(party) })}</li>)}
          </ul>
        )}
        <div><Button look="main" onClick={onInsert}>{m.draft_clause_insert()}</Button></div>
      </div>
    </details>
  )
}

/** A new clause: an empty one at once, or one from the library, read before it is put in. */
export function ClauseDialog({ number, position, section, onClose }: Props) {
  const { draft, edit, setOpen } = useEditor()
  const toast = useToast()
  const heading = useId()
  const [typed, setTyped] = useState('')
  // The library is a file of its own: fetched when it is asked for, and an empty clause needs none.
  const library = useQuery({ queryKey: ['clause-library'], queryFn: () => import('../../../core/contract/clause-library.ts'), staleTime: Infinity, networkMode: 'always', retry: false })
  const clauses = useMemo(() => library.data?.listClauses(draft) ?? EMPTY, [library.data, draft])
  const found = clauses.filter((clause) => holdsWords(clause, typed))
  const at = section.start + section.blocks.length
  const title = `blocks.${at}.title`

  const addEmpty = () => {
    edit((now) => addClause(now, position, m.draft_new_clause(), m.draft_new_text()))
    setOpen(title)
    onClose()
  }
  const insert = (clause: LibraryClause) => {
    if (!library.data) return
    const { withClause } = library.data
    edit((now) => withClause(now, at, clause))
    toast(m.draft_clause_inserted({ title: clause.title, number: number + 1 }))
    onClose()
    requestAnimationFrame(() => {
      const placed = document.querySelector<HTMLElement>(`[data-place="${CSS.escape(title)}"]`)
      placed?.focus({ preventScroll: true })
      placed?.scrollIntoView({ block: 'center' })
    })
  }
  // Beside the contract's paper, not on it: a dialog has the interface's own letters and lists.
  return createPortal(
    <Dialog open title={m.draft_clause_dialog({ number })} onClose={onClose}>
      <div><Button look="main" onClick={addEmpty}>{m.draft_clause_empty()}</Button></div>
      <section aria-labelledby={heading} className="grid gap-3 border-t border-rule pt-4">
        <h3 id={heading} className="text-base font-semibold">{m.draft_clause_library()}</h3>
        <p className="text-sm text-soft">{m.draft_clause_library_text()}</p>
        {library.isPending && <p className="text-soft">{m.draft_clause_loading()}</p>}
        {library.isError && <div role="alert"><Notice kind="doubt" title={m.draft_clause_failed()} actions={<Button onClick={() => void library.refetch()}>{m.ui_retry()}</Button>} /></div>}
        {library.data && clauses.length === 0 && <p>{m.draft_clause_all_used()}</p>}
        {clauses.length > 0 && (
          <>
            <TextField label={m.draft_clause_filter()} type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
            <output className="text-sm text-soft">{found.length === 0 ? m.draft_clause_none() : m.draft_clause_count({ count: found.length })}</output>
            {[...Map.groupBy(found, ({ subject }) => subject)].sort(([a], [b]) => Object.keys(SUBJECTS).indexOf(a) - Object.keys(SUBJECTS).indexOf(b)).map(([subject, some]) => (
              <div key={subject} className="grid gap-2">
                <h4 className="text-sm font-semibold text-soft">{SUBJECTS[subject]()}</h4>
                <ul className="grid gap-2" lang={draft.language}>
                  {some.map((clause) => <li key={clause.title}><Choice clause={clause} onInsert={() => insert(clause)} /></li>)}
                </ul>
              </div>
            ))}
          </>
        )}
      </section>
    </Dialog>,
    document.body,
  )
}
