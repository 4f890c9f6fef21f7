import { useState } from 'react'
import type { Particular, PartyId } from '../../../core/contract/document.ts'
import { checkCoverage } from '../../../core/typeset/font.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { addParticular, nameParticular } from './edit.ts'
import { useEditor } from './editor.ts'
import { kindName } from './particular-sentence.ts'

const KINDS: readonly Particular['kind'][] = ['text', 'multiline', 'money', 'integer', 'date', 'choice', 'person-name', 'email', 'phone', 'address', 'tax-code']
const LENGTHS: Partial<Record<Particular['kind'], number>> = { multiline: 1000, money: 16, integer: 15, date: 10, email: 254, phone: 24, address: 240, 'tax-code': 26 }

/** A new thing to fill in: what it is called, what kind it is, and by whom. */
export function ParticularDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { draft, edit } = useEditor()
  const toast = useToast()
  const [label, setLabel] = useState('')
  const [kind, setKind] = useState<Particular['kind']>('text')
  const [party, setParty] = useState<PartyId>(draft.parties.find(({ id }) => id !== 'seller')?.id ?? 'seller')
  const [required, setRequired] = useState(true)
  const [choices, setChoices] = useState('')
  const [tried, setTried] = useState(false)

  const name = label.normalize('NFC').replace(/\s+/g, ' ').trim()
  const options = [...new Set(choices.normalize('NFC').split('\n').map((line) => line.replace(/\s+/g, ' ').trim()).filter(Boolean))]
  const strange = checkCoverage(name + options.join(''))
  const close = () => {
    setLabel('')
    setChoices('')
    setTried(false)
    onClose()
  }
  const add = () => {
    setTried(true)
    if (name === '' || strange.length > 0 || (kind === 'choice' && options.length < 2)) return
    const particular: Particular = {
      id: nameParticular(name, draft.particulars.map(({ id }) => id)),
      party,
      label: name,
      kind,
      required,
      maxLength: LENGTHS[kind] ?? 200,
      ...(kind === 'choice' ? { choices: options } : {}),
      ...(kind === 'money' ? { currency: draft.particulars.find(({ currency }) => currency)?.currency ?? 'VND' } : {}),
    }
    edit((now) => addParticular(now, particular))
    toast(m.draft_particular_added({ label: name }))
    close()
  }
  return (
    <Dialog open={open} title={m.draft_particular_add()} onClose={close}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TextField label={m.draft_particular_label()} hint={m.draft_particular_label_hint()} maxLength={120} value={label} onChange={(event) => setLabel(event.target.value)} problem={tried && (name === '' ? m.draft_problem_missing() : strange.length > 0 && m.draft_problem_letter({ letter: strange.join(' ') }))} />
        <SelectField label={m.draft_particular_kind()} value={kind} onChange={(event) => setKind(KINDS.find((candidate) => candidate === event.target.value) ?? 'text')}>
          {KINDS.map((candidate) => <option key={candidate} value={candidate}>{kindName(candidate)}</option>)}
        </SelectField>
        {kind === 'choice' && <TextArea label={m.draft_particular_choices()} hint={m.draft_particular_choices_hint()} value={choices} onChange={(event) => setChoices(event.target.value)} problem={tried && options.length < 2 && m.draft_particular_choices_problem()} />}
        <SelectField label={m.draft_particular_party()} value={party} onChange={(event) => setParty(event.target.value)}>
          {draft.parties.map(({ id, role }) => <option key={id} value={id}>{role}</option>)}
        </SelectField>
        <CheckField label={m.draft_particular_required()} checked={required} onChange={(event) => setRequired(event.target.checked)} />
        <div className="flex gap-2">
          <Button type="submit" look="main">{m.draft_particular_add()}</Button>
          <Button onClick={close}>{m.ui_cancel()}</Button>
        </div>
      </form>
    </Dialog>
  )
}
