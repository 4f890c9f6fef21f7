import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { MAX_ALONGSIDE } from '../../../core/contract/document.ts'
import { formOf } from '../../../core/consent/presentation.ts'
import { fetchAgreements } from '../../api/agreement.ts'
import { formatCount } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { addAlongside, isCurrent, isFull, listChoices, removeAlongside } from './alongside.ts'
import { useEditor } from './editor.ts'

/** Published agreements that are agreed to beside the contract, a box for each. */
export function AlongsidePanel() {
  const { draft, edit } = useEditor()
  const { alongside = [], language } = draft
  const list = useQuery({ queryKey: ['agreements'], queryFn: fetchAgreements })
  const choices = listChoices(list.data ?? [], language)
  // What is named already stays in the list, even when it is in force no longer: it must be seen to be taken out.
  const rows = [...alongside, ...choices.filter(({ agreement }) => alongside.every((one) => one.agreement !== agreement))]
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-base font-semibold">{m.draft_alongside()}</legend>
      <p className="text-sm text-soft">{m.draft_alongside_text()}</p>
      {rows.map((one) => {
        const isChosen = alongside.includes(one)
        return (
          <label key={one.agreement} className="flex min-h-11 cursor-pointer items-start gap-3 rounded-control border border-rule px-3 py-2.5 has-checked:border-ink has-checked:bg-wash">
            <input
              type="checkbox" name="alongside" value={one.agreement} checked={isChosen} disabled={!isChosen && isFull(draft)} className="mt-0.5 size-5 shrink-0 accent-ink"
              onChange={(event) => edit((now) => (event.target.checked ? addAlongside(now, one) : removeAlongside(now, one.agreement)))}
            />
            <span className="text-sm">
              <b className="block text-[.9375rem]" lang={language}>{one.title}</b>
              <span className="num text-soft">{m.draft_alongside_version({ number: one.number })}</span>
              {isChosen && list.data && !isCurrent(one, choices) && <span className="mt-1 block text-fail">{m.draft_alongside_stale({ number: one.number })}</span>}
            </span>
          </label>
        )
      })}
      {list.isError && <FailureNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className="text-sm text-soft">{m.draft_alongside_none()}</p>}
      {isFull(draft) && <p className="text-sm text-soft">{m.draft_alongside_limit({ count: formatCount(MAX_ALONGSIDE) })}</p>}
      {alongside.length > 0 && !formOf(draft.presentation).hasBoxes && <p role="alert" className="text-sm text-fail">{m.draft_alongside_boxes()}</p>}
      <p><Link to="/agreements" className="inline-flex min-h-11 items-center text-sm">{m.draft_alongside_list()}</Link></p>
    </fieldset>
  )
}
