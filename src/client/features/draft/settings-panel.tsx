import { useState } from 'react'
import { presentationOf } from '../../../core/consent/presentation.ts'
import type { Presentation } from '../../../core/contract/document.ts'
import { PresentationWeight } from '../../consent/weight.tsx'
import { m } from '../../messages/generated/messages.js'
import { TextField } from '../../ui/field.tsx'
import { splitInstant, toInstant } from './deadline.ts'
import { AlongsidePanel } from './alongside-panel.tsx'
import { ConsentPanel } from './consent-panel.tsx'
import { ConsentRisk } from './consent-risk.tsx'
import { useEditor } from './editor.ts'
import { KeyPolicyChoice } from './key-policy.tsx'
import { PartyPanel } from './party-panel.tsx'
import { PrivacyPanel } from './privacy-panel.tsx'
import { RecordsPanel } from './records-panel.tsx'
import { WithdrawalPanel } from './withdrawal-panel.tsx'

interface Choice {
  readonly id: Presentation
  readonly name: () => string
  readonly text: () => string
  /** 0 to 4: how surely the person saw the terms. */
  readonly strength: number
}

const CHOICES: readonly Choice[] = [
  { id: 'scroll-wrap', name: m.draft_presentation_scroll, text: m.draft_presentation_scroll_text, strength: 4 },
  { id: 'inline', name: m.draft_presentation_inline, text: m.draft_presentation_inline_text, strength: 3 },
  { id: 'dialog', name: m.draft_presentation_dialog, text: m.draft_presentation_dialog_text, strength: 3 },
  { id: 'link', name: m.draft_presentation_link, text: m.draft_presentation_link_text, strength: 2 },
  { id: 'sign-in-wrap', name: m.draft_presentation_sign_in, text: m.draft_presentation_sign_in_text, strength: 1 },
  { id: 'browse-wrap', name: m.draft_presentation_browse, text: m.draft_presentation_browse_text, strength: 0 },
]

const STRENGTHS = [m.draft_strength_0, m.draft_strength_1, m.draft_strength_2, m.draft_strength_3, m.draft_strength_4]

function Strength({ value }: { readonly value: number }) {
  return (
    <span className="mt-1.5 flex items-center gap-2 text-[.8125rem]">
      <span aria-hidden="true" className="flex gap-0.5">{[1, 2, 3, 4].map((step) => <span key={step} className={`h-1.5 w-5 rounded-full ${step <= value ? 'bg-ink' : 'bg-rule'}`} />)}</span>
      {STRENGTHS[value]?.()}
    </span>
  )
}

/** How the terms are put before the other party, until when it may answer, which law holds. */
export function SettingsPanel() {
  const { draft, edit } = useEditor()
  const [date, setDate] = useState(() => splitInstant(draft.replyBy).date)
  const { time } = splitInstant(draft.replyBy)
  const [past, setPast] = useState(false)
  const choose = (newDate: string, newTime: string) => {
    setDate(newDate)
    const instant = toInstant(newDate, newTime)
    setPast(instant !== null && Date.parse(instant) <= Date.now())
    edit((now) => ({ ...now, replyBy: instant }), 'replyBy')
  }
  const texts = [
    ['governingLaw', m.draft_governing_law()],
    ['jurisdiction', m.draft_jurisdiction()],
  ] as const
  return (
    <div className="grid gap-6">
      <PartyPanel />
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-base font-semibold">{m.draft_presentation()}</legend>
        <p className="text-sm text-soft">{m.draft_presentation_hint()}</p>
        {CHOICES.map(({ id, name, text, strength }) => (
          <label key={id} className="flex cursor-pointer items-start gap-3 rounded-control border border-rule px-3 py-2.5 has-checked:border-ink has-checked:bg-wash">
            <input type="radio" name="presentation" value={id} checked={draft.presentation === id} onChange={() => edit((now) => ({ ...now, presentation: id }))} className="mt-1 size-4.5 shrink-0 accent-ink" />
            <span className="text-sm text-soft"><b className="block text-[.9375rem] text-ink">{name()}</b>{text()}<Strength value={strength} /></span>
          </label>
        ))}
        <PresentationWeight presentation={presentationOf(draft.presentation)} />
      </fieldset>
      <AlongsidePanel />
      <ConsentPanel />
      <ConsentRisk />
      <RecordsPanel />
      <WithdrawalPanel />
      <PrivacyPanel />
      <KeyPolicyChoice />
      <fieldset className="grid gap-2">
        <legend className="mb-1 text-base font-semibold">{m.draft_deadline()}</legend>
        <div className="grid grid-cols-[3fr_2fr] gap-3 [&_input]:min-w-0">
          <TextField id="deadline-date" label={m.draft_deadline_date()} type="date" value={date} onChange={(event) => choose(event.target.value, time)} problem={past && m.draft_deadline_past()} />
          <TextField label={m.draft_deadline_time()} type="time" value={time} disabled={date === ''} onChange={(event) => choose(date, event.target.value)} />
        </div>
        <p className="text-sm text-soft">{m.draft_deadline_hint()}</p>
      </fieldset>
      <fieldset className="grid gap-3">
        <legend className="mb-1 text-base font-semibold">{m.draft_law()}</legend>
        {texts.map(([member, label]) => (
          <TextField key={member} label={label} value={draft[member]} maxLength={200} onChange={(event) => edit((now) => ({ ...now, [member]: event.target.value.normalize('NFC') }), member)} problem={draft[member].trim() === '' && m.draft_problem_missing()} />
        ))}
      </fieldset>
    </div>
  )
}
