import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { parseCertificateOrNull } from '../../../core/pki/certificate.ts'
import { keys } from '../../api/query.ts'
import { listKept } from '../../keystore/kept-list.ts'
import type { KeptKey } from '../../keystore/kept-record.ts'
import type { ChosenKey } from '../../keystore/signing-key.ts'
import { formatDate } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../button.tsx'

const BringForm = lazy(async () => ({ default: (await import('./bring-form.tsx')).BringForm }))

interface Props {
  /** The address the act is done under: kept keys of others are not shown. */
  readonly email: string
  readonly value: ChosenKey | null
  readonly onChange: (key: ChosenKey | null) => void
}

function describe(key: KeptKey): string {
  const facts = key.certificate && parseCertificateOrNull(key.certificate)
  if (!facts) return ''
  if (key.kind === 'kept') return m.keystore_choice_kept_text({ email: key.email ?? '', date: formatDate(new Date(facts.notAfter).toISOString()) })
  return m.keystore_choice_brought_text({ issuer: facts.issuer.organization ?? facts.issuer.commonName ?? facts.issuer.text })
}

interface OptionProps {
  readonly checked: boolean
  readonly value: string
  readonly name: string
  readonly text: string
  readonly onPick: () => void
}

function Option({ checked, value, name, text, onPick }: OptionProps) {
  return (
    <label className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2.5 rounded-control border border-rule px-3 py-2.5 has-checked:border-ink">
      <input type="radio" name="signing-key" value={value} checked={checked} onChange={onPick} className="mt-1 size-4.5 shrink-0 accent-ink" />
      <span className="break-words font-semibold">{name}</span>
      <span className="col-start-2 break-words text-sm text-soft">{text}</span>
    </label>
  )
}

/** Which key signs: a one-time key unless another is chosen, each with its certificate, as on a desk with a token. */
export default function KeyChoice({ email, value, onChange }: Props) {
  const held = useQuery({ queryKey: keys.keptKeys, queryFn: listKept })
  const queries = useQueryClient()
  const [bringing, setBringing] = useState(false)
  const fitting = (held.data ?? []).filter((key) => key.certificate !== null && (key.kind === 'brought' || key.email?.toLowerCase() === email.toLowerCase()))
  const chosen = fitting.find(({ id }) => id === value?.id)
  const pick = (key: KeptKey): void => onChange({ id: key.id, kind: key.kind })
  return (
    <details className="sheet px-4 py-4 sm:px-7 sm:py-5">
      <summary className="cursor-pointer">
        <span className="font-semibold">{m.keystore_choice()}:</span> {chosen ? chosen.label : m.keystore_choice_one_time()}
      </summary>
      <fieldset className="mt-3 grid gap-2">
        <legend className="sr-only">{m.keystore_choice()}</legend>
        <Option checked={!chosen} value="one-time" name={m.keystore_choice_one_time()} text={m.keystore_choice_one_time_text()} onPick={() => onChange(null)} />
        {fitting.map((key) => <Option key={key.id} checked={key.id === chosen?.id} value={key.id} name={key.label} text={describe(key)} onPick={() => pick(key)} />)}
        {fitting.length === 0 && <p className="text-sm text-soft">{m.keystore_choice_none()}</p>}
      </fieldset>
      <div className="mt-3 grid gap-3">
        <div><Button onClick={() => setBringing((on) => !on)} aria-expanded={bringing}>{m.keystore_choice_file()}</Button></div>
        {bringing && (
          <Suspense fallback={null}>
            <BringForm
              onBrought={(key) => {
                setBringing(false)
                pick(key)
                void queries.invalidateQueries({ queryKey: keys.keptKeys })
              }}
            />
          </Suspense>
        )}
      </div>
    </details>
  )
}
