import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keys } from '../../../api/query.ts'
import { sendParticulars } from '../../../api/round.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { FailureNotice } from '../../../ui/failure.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import { typeParticular } from '../draft.ts'
import type { Journey } from '../journey.ts'
import { ActionBar } from '../step/action-bar.tsx'
import { askedParticulars } from './asked.ts'
import { DetailField } from './detail-field.tsx'
import { readOffer } from '../offer.ts'
import { PLACE, REASON, valuesOf } from './problem.ts'
import { problemSentence } from './problem-sentence.ts'

const CAPACITIES = ['self', 'on-behalf'] as const

/** The party's own particulars: typed, checked, corrected. */
export default function DetailsStep({ journey, onGiven }: { readonly journey: Journey; readonly onGiven: () => void }) {
  const { token, offer, kept, problems, go } = journey
  const { document, party, view } = offer
  const { draft, change } = kept
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const asked = askedParticulars(document, party.id)
  const capacityNames = { self: m.sign_capacity_self(), 'on-behalf': m.sign_capacity_on_behalf() }
  const place = problems.get(PLACE)
  const reason = problems.get(REASON)

  const queries = useQueryClient()
  // One of several: what is entered goes to the service, and everybody reads one text before anyone signs it.
  const giving = useMutation({
    mutationFn: async () => readOffer(await sendParticulars(token, valuesOf(document, party, draft))),
    onSuccess: (given) => {
      queries.setQueryData(keys.offer(token), given)
      onGiven()
      go(given.view.stage === 'sign' ? 'consent' : 'details')
    },
  })
  const goOn = () => {
    setTried(true)
    const [first] = problems.keys()
    if (first === undefined) return view.particulars === null || view.particulars.isFixed ? go('consent') : giving.mutate()
    const field = form.current?.elements.namedItem(first)
    if (field instanceof HTMLElement) field.focus()
  }
  return (
    <>
      <Column width="text">
        <PageTitle title={m.sign_details_title()} />
        <p className="text-soft">{m.sign_details_text()}</p>
        {!kept.isKept && <Notice title={m.sign_not_kept()} />}
        <form
          ref={form}
          id="details"
          noValidate
          className="sheet grid gap-5 p-4 sm:p-7"
          onSubmit={(event) => {
            event.preventDefault()
            goOn()
          }}
        >
          {giving.isError && <FailureNotice error={giving.error} />}
          {view.particulars?.isFixed && <Notice title={m.parties_fixed()} />}
          {tried && problems.size > 0 && <div role="alert"><Notice kind="doubt" title={m.sign_problems({ count: problems.size })} /></div>}
          {asked.map((particular) => (
            <DetailField
              key={particular.id}
              document={document}
              particular={particular}
              typed={draft.typed[particular.id] ?? ''}
              problem={problems.get(particular.id)}
              showProblem={tried}
              onType={(value) => change((now) => typeParticular(now, particular.id, value))}
              {...(particular.id === party.emailParticular ? { hint: m.sign_email_hint({ email: view.email }) } : {})}
            />
          ))}
          <TextField
            name={PLACE}
            label={m.sign_place()}
            note={m.ui_optional()}
            hint={m.sign_place_hint()}
            value={draft.place}
            problem={place && (tried || draft.place !== '') ? problemSentence(place, null, document.language) : null}
            onChange={(event) => change((now) => ({ ...now, place: event.target.value, edits: now.edits + (now.reviewed ? 1 : 0) }))}
          />
          <TextField
            name={REASON}
            label={m.sign_reason()}
            note={m.ui_optional()}
            hint={m.sign_reason_hint({ button: document.consent.button })}
            value={draft.reason ?? ''}
            problem={reason && problemSentence(reason, null, document.language)}
            onChange={(event) => change((now) => ({ ...now, reason: event.target.value, edits: now.edits + (now.reviewed ? 1 : 0) }))}
          />
          <fieldset className="grid gap-1">
            <legend className="mb-1 text-sm font-semibold">{m.sign_capacity()}</legend>
            {CAPACITIES.map((capacity) => (
              <label key={capacity} className="flex min-h-11 items-center gap-2.5">
                <input type="radio" name="@capacity" className="size-5 shrink-0 accent-ink" checked={draft.capacity === capacity} onChange={() => change((now) => ({ ...now, capacity }))} />
                <span>{capacityNames[capacity]}</span>
              </label>
            ))}
          </fieldset>
        </form>
      </Column>
      <ActionBar label={m.sign_bar_details()}>
        <div className="flex flex-wrap items-center gap-2.5">
          <Button look="main" data-part="forward" type="submit" form="details" busy={giving.isPending}>{m.sign_to_review()}</Button>
          <Button onClick={() => go('read')}>{m.sign_back_to_terms()}</Button>
          <span className="ml-auto text-[.8125rem] text-soft">{kept.isKept ? m.sign_kept() : ''}</span>
        </div>
      </ActionBar>
    </>
  )
}
