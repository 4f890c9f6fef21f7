import { useState } from 'react'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { addParticular, isUsed, removeParticular } from './edit.ts'
import { useEditor } from './editor.ts'
import { IconButton } from './icon.tsx'
import { ParticularDialog } from './particular-dialog.tsx'
import { ParticularField } from './particular-field.tsx'
import { kindName } from './particular-sentence.ts'

/** Everything that is filled in: the seller's values here, the other parties' as lists of what they will be asked. */
export function ParticularPanel({ showMissing }: { readonly showMissing: boolean }) {
  const { draft, edit } = useEditor()
  const toast = useToast()
  const [adding, setAdding] = useState(false)
  const role = (id: string) => draft.parties.find((party) => party.id === id)?.role ?? id
  const removal = (id: string, label: string) =>
    !isUsed(draft, id) && (
      <IconButton
        icon="remove"
        label={m.draft_particular_remove({ label })}
        onClick={() => {
          const before = draft.particulars.find((particular) => particular.id === id)
          edit((now) => removeParticular(now, id))
          toast(m.draft_particular_removed({ label }), before && (() => edit((now) => addParticular(now, before))))
        }}
      />
    )
  return (
    <div className="grid gap-6">
      <section aria-labelledby="particulars-seller" className="grid gap-4">
        <h2 id="particulars-seller" className="text-base">{m.draft_particulars_of({ role: role('seller') })}</h2>
        {draft.particulars.filter(({ party }) => party === 'seller').map((particular) => (
          <div key={particular.id} className="flex items-start gap-1">
            <div className="min-w-0 flex-1"><ParticularField particular={particular} showMissing={showMissing} /></div>
            {removal(particular.id, particular.label)}
          </div>
        ))}
      </section>
      {draft.parties.filter(({ id }) => id !== 'seller').map(({ id }) => (
        <section key={id} aria-labelledby={`particulars-${id}`} className="grid gap-2">
          <h2 id={`particulars-${id}`} className="text-base">{m.draft_particulars_of({ role: role(id) })}</h2>
          <p className="text-sm text-soft">{m.draft_particulars_buyer_text()}</p>
          <ul className="grid gap-1">
            {draft.particulars.filter(({ party }) => party === id).map((particular) => (
              <li key={particular.id} id={`particular-${particular.id}`} tabIndex={-1} className="flex min-h-9 items-center gap-2 border-b border-rule py-1 last:border-0">
                <span className="min-w-0 flex-1">{particular.label}</span>
                <span className="text-[.8125rem] text-soft">{kindName(particular.kind)}{!particular.required && ` · ${m.ui_optional()}`}</span>
                {removal(particular.id, particular.label)}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div><Button onClick={() => setAdding(true)}>{m.draft_particular_add()}</Button></div>
      <ParticularDialog open={adding} onClose={() => setAdding(false)} />
    </div>
  )
}
