import { useState } from 'react'
import { createWithdrawal } from '../../../core/contract/template/consent.ts'
import { m } from '../../messages/generated/messages.js'
import { TextArea, TextField } from '../../ui/field.tsx'
import { useEditor } from './editor.ts'
import { TickCard } from './tick-card.tsx'
import { changeDays, MAX_DAYS, namesDays } from './withdrawal.ts'

/** Taken when the field is left: the text follows, and while one types it would follow every digit. */
function DaysField({ days }: { readonly days: number }) {
  const { edit } = useEditor()
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextField
      name="withdrawal-days" label={m.draft_withdrawal_days()} type="number" min={1} max={MAX_DAYS} value={typed ?? days} className="max-w-40"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        if (typed !== null) edit((now) => (now.withdrawal ? { ...now, withdrawal: changeDays(now.withdrawal, typed) } : now))
        setTyped(null)
      }}
    />
  )
}

/** A right to withdraw after the conclusion, with its period: "withdraw from contract here" stands on the receipt for that long. */
export function WithdrawalPanel() {
  const { draft, edit } = useEditor()
  const { withdrawal, language } = draft
  return (
    <section className="grid gap-3" aria-labelledby="withdrawal-editor">
      <h3 id="withdrawal-editor" className="text-base font-semibold">{m.draft_withdrawal()}</h3>
      <p className="text-sm text-soft">{m.draft_withdrawal_text()}</p>
      <TickCard name="withdrawal-granted" checked={withdrawal !== null} onTick={(on) => edit((now) => ({ ...now, withdrawal: on ? createWithdrawal(language) : null }))}>{m.draft_withdrawal_on()}</TickCard>
      {withdrawal && (
        <>
          <DaysField days={withdrawal.days} />
          <TextArea
            name="withdrawal-text" label={m.draft_withdrawal_words()} lang={language} value={withdrawal.text} maxLength={2000} problem={withdrawal.text.trim() === '' ? m.draft_problem_missing() : !namesDays(withdrawal) && m.draft_withdrawal_words_problem({ days: withdrawal.days })}
            onChange={(event) => edit((now) => (now.withdrawal ? { ...now, withdrawal: { ...now.withdrawal, text: event.target.value.normalize('NFC').replaceAll('\n', ' ') } } : now), 'withdrawal-text')}
          />
        </>
      )}
    </section>
  )
}
