import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { keys } from '../../api/query.ts'
import { listKept } from '../../keystore/kept-list.ts'
import type { KeptKey } from '../../keystore/kept-record.ts'
import type { ChosenKey } from '../../keystore/signing-key.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../button.tsx'
import { Option } from './option.tsx'

// Fetched by those who have a key of their own, or bring one.
const KeptOptions = lazy(async () => ({ default: (await import('./kept-options.tsx')).KeptOptions }))
const BringForm = lazy(async () => ({ default: (await import('./bring-form.tsx')).BringForm }))

interface Props {
  /** The address the act is done under: kept keys of others are not shown. */
  readonly email: string
  readonly value: ChosenKey | null
  readonly onChange: (key: ChosenKey | null) => void
}

/** Which key signs: a one-time key unless another is chosen, each with its certificate, as on a desk with a token. */
export default function KeyChoice({ email, value, onChange }: Props) {
  const held = useQuery({ queryKey: keys.keptKeys, queryFn: listKept })
  const queries = useQueryClient()
  const [bringing, setBringing] = useState(false)
  const fitting = (held.data ?? []).filter((key) => key.certificate !== null && (key.kind === 'brought' || key.email?.toLowerCase() === email.toLowerCase()))
  const chosen = fitting.find(({ id }) => id === value?.id)
  // What is shown is what signs: a key that is gone from this device is no longer chosen.
  const isGone = value !== null && held.isFetched && !held.isFetching && !chosen
  useEffect(() => {
    if (isGone) onChange(null)
  }, [isGone, onChange])
  const pick = (key: KeptKey): void => onChange({ id: key.id, kind: key.kind })
  return (
    <details className="sheet px-4 py-4 sm:px-7 sm:py-5">
      <summary className="cursor-pointer">
        <span className="font-semibold">{m.keystore_choice()}:</span> {chosen ? chosen.label : m.keystore_choice_one_time()}
      </summary>
      <fieldset className="mt-3 grid gap-2">
        <legend className="sr-only">{m.keystore_choice()}</legend>
        <Option checked={!chosen} value="one-time" name={m.keystore_choice_one_time()} text={m.keystore_choice_one_time_text()} onPick={() => onChange(null)} />
        {fitting.length > 0 && <Suspense fallback={null}><KeptOptions fitting={fitting} chosen={chosen?.id ?? null} onPick={pick} /></Suspense>}
        {fitting.length === 0 && !held.isPending && <p className="text-sm text-soft">{held.isError ? m.keystore_storage() : m.keystore_choice_none()}</p>}
      </fieldset>
      <div className="mt-3 grid gap-3">
        <div><Button onClick={() => setBringing((on) => !on)} aria-expanded={bringing}>{m.keystore_choice_file()}</Button></div>
        {bringing && (
          <Suspense fallback={null}>
            <BringForm
              onBrought={(key) => {
                setBringing(false)
                void queries.invalidateQueries({ queryKey: keys.keptKeys }).then(() => pick(key))
              }}
            />
          </Suspense>
        )}
      </div>
    </details>
  )
}
