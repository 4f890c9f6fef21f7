import { useState } from 'react'
import { TOTAL_PLACE } from '../../../core/contract/advisal.ts'
import { RECORDS_BOX } from '../../../core/contract/electronic-records.ts'
import { createWords } from '../../../core/contract/template/consent.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { addBox, changeBox, changeWords, MAX_BOXES, removeBox, renameButton } from './consent.ts'
import { useEditor } from './editor.ts'

const tidy = (text: string): string => text.normalize('NFC').replaceAll('\n', ' ')

/** Renamed when the field is left: while one types, the sentence goes on naming the words before. */
function ButtonField() {
  const { draft, edit } = useEditor()
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextField
      name="consent-button" label={m.draft_consent_button()} hint={m.draft_consent_button_hint()} maxLength={60} lang={draft.language} value={typed ?? draft.consent.button}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        if (typed !== null) edit((now) => renameButton(now, typed))
        setTyped(null)
      }}
    />
  )
}

function BoxFields({ id, label, required, number, isOnly }: { readonly id: string; readonly label: string; readonly required: boolean; readonly number: number; readonly isOnly: boolean }) {
  const { draft, edit } = useEditor()
  return (
    <fieldset className="grid gap-2 border-b border-rule pb-3">
      <legend className="sr-only">{m.draft_consent_box({ number })}</legend>
      <TextArea
        label={m.draft_consent_box({ number })} lang={draft.language} value={label} maxLength={600} problem={label.trim() === '' && m.draft_problem_missing()}
        onChange={(event) => edit((now) => changeBox(now, id, { label: tidy(event.target.value) }), `box-${id}`)}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <label className="flex min-h-11 items-center gap-2.5 text-sm">
          <input type="checkbox" name={`required-${id}`} checked={required} className="size-5 shrink-0 accent-ink" onChange={(event) => edit((now) => changeBox(now, id, { required: event.target.checked }))} />
          {m.draft_consent_box_required()}
        </label>
        {!isOnly && <Button look="quiet" onClick={() => edit((now) => removeBox(now, id))}>{m.draft_consent_box_remove({ number })}</Button>}
      </div>
    </fieldset>
  )
}

/** What the other party reads beside the button, what the buttons say, and a box for each thing that is asked. */
export function ConsentPanel() {
  const { draft, edit } = useEditor()
  const { consent, language } = draft
  const isSigned = draft.total !== null
  const boxes = consent.controls.filter(({ id }) => id !== RECORDS_BOX)
  return (
    <section className="grid gap-3" aria-labelledby="consent-editor">
      <h3 id="consent-editor" className="text-base font-semibold">{m.draft_consent()}</h3>
      <p className="text-sm text-soft">{m.draft_consent_text()}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => edit((now) => changeWords(now, createWords(language, 'none')))}>{m.draft_consent_plain()}</Button>
        <Button onClick={() => edit((now) => changeWords(now, createWords(language, isSigned ? 'pay' : 'order')))}>{m.draft_consent_order()}</Button>
      </div>
      <TextArea
        name="consent-advisal" label={m.draft_consent_advisal()} hint={m.draft_consent_advisal_hint({ place: TOTAL_PLACE })} lang={language} value={consent.advisal} maxLength={800}
        problem={!consent.advisal.includes(consent.button) && m.draft_consent_advisal_problem({ button: consent.button })}
        onChange={(event) => edit((now) => changeWords(now, { advisal: tidy(event.target.value) }), 'advisal')}
      />
      <ButtonField />
      <TextField
        name="consent-decline" label={m.draft_consent_decline()} lang={language} value={consent.decline} maxLength={60} problem={consent.decline.trim() === '' && m.draft_problem_missing()}
        onChange={(event) => edit((now) => changeWords(now, { decline: tidy(event.target.value) }), 'decline')}
      />
      {boxes.map((box, index) => <BoxFields key={box.id} {...box} number={index + 1} isOnly={consent.controls.length === 1} />)}
      {consent.controls.length < MAX_BOXES && <div><Button onClick={() => edit((now) => addBox(now, m.draft_consent_box_new()))}>{m.draft_consent_box_add()}</Button></div>}
    </section>
  )
}
