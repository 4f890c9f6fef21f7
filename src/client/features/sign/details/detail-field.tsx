import { useState } from 'react'
import type { ContractDocument, Particular } from '../../../../core/contract/document.ts'
import { formatParticular, tidyValue } from '../../../../core/contract/particular.ts'
import { m } from '../../../messages/generated/messages.js'
import { SelectField, TextArea, TextField } from '../../../ui/field.tsx'
import type { DetailProblem } from './problem.ts'
import { problemSentence } from './problem-sentence.ts'

type Input = { readonly type?: string; readonly inputMode?: 'email' | 'tel' | 'decimal' | 'numeric'; readonly autoComplete?: string }

/** How a kind is best typed on a phone. */
const INPUTS: Partial<Record<Particular['kind'], Input>> = {
  'person-name': { autoComplete: 'name' },
  email: { type: 'email', inputMode: 'email', autoComplete: 'email' },
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  money: { inputMode: 'decimal' },
  integer: { inputMode: 'numeric' },
  date: { type: 'date' },
}

interface DetailFieldProps {
  readonly document: ContractDocument
  readonly particular: Particular
  readonly typed: string
  readonly problem: DetailProblem | undefined
  /** Problems show once the field was left, or once the person wanted to go on. */
  readonly showProblem: boolean
  readonly onType: (value: string) => void
  readonly hint?: string
}

/** One particular, as typed; its problem is named when the field is left. */
export function DetailField({ document, particular, typed, problem, showProblem, onType, hint }: DetailFieldProps) {
  const [left, setLeft] = useState(false)
  const { kind, id, label, required, choices } = particular
  const shown = problem && (showProblem || (left && typed !== '')) ? problemSentence(problem, particular, document.language) : null
  const tidied = tidyValue(particular, typed, document.language)
  const reading = !problem && (kind === 'money' || kind === 'integer') && tidied !== '' ? formatParticular(particular, tidied, document.language) : null
  const shared = {
    name: id,
    label: <span lang={document.language}>{label}</span>,
    note: required ? undefined : m.ui_optional(),
    hint: hint ?? reading ?? particular.hint,
    problem: shown,
    value: typed,
    required,
    onBlur: () => setLeft(true),
  }
  if (kind === 'choice') {
    return (
      <SelectField {...shared} onChange={(event) => onType(event.target.value)}>
        <option value="">{m.sign_choose()}</option>
        {choices?.map((choice) => <option key={choice} lang={document.language}>{choice}</option>)}
      </SelectField>
    )
  }
  if (kind === 'multiline' || kind === 'address') {
    return <TextArea {...shared} rows={kind === 'address' ? 2 : 3} {...(kind === 'address' ? { autoComplete: 'street-address' } : {})} onChange={(event) => onType(event.target.value)} />
  }
  return <TextField {...shared} {...INPUTS[kind]} onChange={(event) => onType(event.target.value)} />
}
