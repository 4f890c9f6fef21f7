import { useState } from 'react'
import type { Particular } from '../../../core/contract/document.ts'
import { checkParticular, formatParticular, tidyValue } from '../../../core/contract/particular.ts'
import { checkCoverage } from '../../../core/typeset/font.ts'
import { m } from '../../messages/generated/messages.js'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { setValue } from './edit.ts'
import { useEditor } from './editor.ts'
import { particularSentence } from './particular-sentence.ts'

const INPUT: Partial<Record<Particular['kind'], { type?: string; inputMode?: 'email' | 'tel' | 'decimal' | 'numeric' }>> = {
  email: { type: 'email', inputMode: 'email' },
  phone: { type: 'tel', inputMode: 'tel' },
  money: { inputMode: 'decimal' },
  integer: { inputMode: 'numeric' },
  date: { type: 'date' },
}

/** One value of the seller's: tidied when left, checked as the contract's rules say. */
export function ParticularField({ particular, showMissing }: { readonly particular: Particular; readonly showMissing: boolean }) {
  const { draft, edit } = useEditor()
  const value = particular.value ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const { id, kind } = particular
  const letters = checkCoverage(value)
  const problem = value === '' ? null : checkParticular(particular, value, draft.language)
  const sentence =
    letters.length > 0 ? m.draft_problem_letter({ letter: letters.join(' ') })
    : problem ? particularSentence(problem, particular, draft.language)
    : value === '' && particular.required && showMissing ? m.draft_problem_missing()
    : null
  const store = (text: string) => edit((now) => setValue(now, id, tidyValue(particular, text, draft.language)), `value.${id}`)
  const shared = {
    id: `particular-${id}`,
    label: particular.label,
    note: particular.required ? undefined : m.ui_optional(),
    problem: typed === null && sentence,
    value: typed ?? value,
    onBlur: () => {
      if (typed === null) return
      store(typed)
      setTyped(null)
    },
  }
  const write = (text: string) => {
    setTyped(text)
    store(text)
  }
  if (kind === 'choice') {
    return (
      <SelectField {...shared} onChange={(event) => store(event.target.value)}>
        <option value="">{m.draft_choose()}</option>
        {particular.choices?.map((choice) => <option key={choice}>{choice}</option>)}
      </SelectField>
    )
  }
  if (kind === 'multiline' || kind === 'address') return <TextArea {...shared} rows={kind === 'address' ? 2 : 3} onChange={(event) => write(event.target.value)} />
  const numeric = kind === 'money' || kind === 'integer'
  const hint = numeric && value !== '' && !problem ? formatParticular(particular, value, draft.language) : particular.hint
  return (
    <TextField {...shared} {...INPUT[kind]} hint={hint} className={numeric ? '[&_input]:num' : ''} onChange={(event) => write(event.target.value)} />
  )
}
