import { MAX_PARTIES } from '../../../core/contract/document.ts'
import type { ContractDraft, Party } from '../../../core/contract/document.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { CheckField, SelectField, TextField } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useEditor } from './editor.ts'
import { addParty, arrangeTurns, canAddParty, changeParty, moveParty, removeParty } from './party.ts'

const LETTERS = 'ABCDEFGHIJK'
const TURNS = Array.from({ length: MAX_PARTIES }, (_, index) => index + 1)

function PartyFields({ party, index, count }: { readonly party: Party; readonly index: number; readonly count: number }) {
  const { draft, edit } = useEditor()
  const toast = useToast()
  const { id, role, signs, order } = party
  const remove = () => {
    const rest = removeParty(draft, id)
    if (!rest) return toast(m.parties_in_use({ role }))
    const before = draft
    edit(() => rest)
    toast(m.parties_removed({ role }), () => edit(() => before))
  }
  return (
    <li className="grid gap-3 border-b border-rule py-4 last:border-0">
      <TextField id={`party-${id}`} label={m.parties_role()} value={role} maxLength={60} onChange={(event) => edit((now) => changeParty(now, id, { role: event.target.value.normalize('NFC') }), `party-${id}`)} problem={role.trim() === '' && m.draft_problem_missing()} />
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        {id === 'seller' && <CheckField label={m.parties_signs()} checked={signs} onChange={(event) => edit((now) => changeParty(now, id, { signs: event.target.checked }))} />}
        {signs && (
          <SelectField label={m.parties_order()} value={String(order)} onChange={(event) => edit((now) => changeParty(now, id, { order: Number(event.target.value) }))}>
            {TURNS.map((turn) => <option key={turn} value={turn}>{turn}</option>)}
          </SelectField>
        )}
      </div>
      {id !== 'seller' && count > 2 && (
        <div className="flex flex-wrap gap-2">
          <Button disabled={index < 2} aria-label={m.parties_earlier({ role })} onClick={() => edit((now) => moveParty(now, id, -1))}>↑</Button>
          <Button disabled={index === count - 1} aria-label={m.parties_later({ role })} onClick={() => edit((now) => moveParty(now, id, 1))}>↓</Button>
          <Button onClick={remove}>{m.parties_remove({ role })}</Button>
        </div>
      )}
    </li>
  )
}

/** Who signs and when: parties with their names in the text and their turns, added, taken out and moved; and how long signatures last. */
export function PartyPanel() {
  const { draft, edit } = useEditor()
  const { parties } = draft
  const level = (value: string): ContractDraft['signatureLevel'] => (value === 'B-LTA' ? 'B-LTA' : 'B-LT')
  return (
    <section aria-labelledby="parties-editor" className="grid gap-3">
      <h2 id="parties-editor" className="text-base">{m.parties_editor()}</h2>
      <p className="text-sm text-soft">{m.parties_editor_text()}</p>
      <ul>{parties.map((party, index) => <PartyFields key={party.id} party={party} index={index} count={parties.length} />)}</ul>
      <div className="flex flex-wrap gap-2">
        <Button disabled={!canAddParty(draft)} onClick={() => edit((now) => addParty(now, m.parties_new_role({ letter: LETTERS[now.parties.length] ?? '' })))}>{m.parties_add()}</Button>
        {parties.length > 2 && <Button onClick={() => edit((now) => arrangeTurns(now, false))}>{m.parties_order_all()}</Button>}
        {parties.length > 2 && <Button onClick={() => edit((now) => arrangeTurns(now, true))}>{m.parties_order_sequence()}</Button>}
      </div>
      {!canAddParty(draft) && <p className="text-sm text-soft">{m.parties_full()}</p>}
      <SelectField label={m.parties_level()} value={draft.signatureLevel} onChange={(event) => edit((now) => ({ ...now, signatureLevel: level(event.target.value) }))}>
        <option value="B-LT">{m.parties_level_lt()}</option>
        <option value="B-LTA">{m.parties_level_lta()}</option>
      </SelectField>
    </section>
  )
}
