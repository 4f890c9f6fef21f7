import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { formOf } from '../../../../core/consent/presentation.ts'
import { readTotal, writeAdvisal } from '../../../../core/contract/advisal.ts'
import { listControls } from '../../../../core/contract/alongside.ts'
import { renderHtml } from '../../../../core/typeset/html.ts'
import { ConsentBar } from '../../../consent/bar.tsx'
import { ConsentBoxes } from '../../../consent/boxes.tsx'
import type { Tick } from '../../../consent/boxes.tsx'
import { gatherClaims, readClock } from '../../../consent/claims.ts'
import { measurePress } from '../../../consent/press.ts'
import { addReading, END_PERCENT, NO_READING, useReading, useSharedReading } from '../../../consent/reading.ts'
import { PresentedTerms, TermsLink } from '../../../consent/terms.tsx'
import { useVisibility } from '../../../consent/visibility.ts'
import type { ChosenKey } from '../../../keystore/signing-key.ts'
import { formatDeadline } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import { randomHex } from '../draft.ts'
import type { Journey } from '../journey.ts'
import { termsAddress } from '../step/step.ts'
import { beginAct } from './begin.ts'
import { Review } from './review.tsx'

const OwnPages = lazy(() => import('../read/own-pages.tsx'))
const KeyChoice = lazy(() => import('../../../ui/key/key-choice.tsx'))

type Refusal = 'unticked' | 'unread'

/** Everything once more on one page, the boxes, the sentence, the button, and the way to say no. */
export default function ConsentStep({ journey }: { readonly journey: Journey }) {
  const { token, offer, kept, values, screens, go, decline, ceremony } = journey
  const { document, view } = offer
  const { language } = document
  const consent = { ...document.consent, advisal: writeAdvisal(document, readTotal(document, values)) }
  const form = formOf(document.presentation)
  const controls = useMemo(() => (form.hasBoxes ? listControls(document) : []), [form, document])
  const [ticks, setTicks] = useState<Readonly<Record<string, Tick>>>({})
  const [key, setKey] = useState<ChosenKey | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [closing, setClosing] = useState(false)
  const terms = useRef<HTMLDivElement>(null)
  const boxes = useRef<HTMLElement>(null)
  const bar = useRef<HTMLElement>(null)
  const nodes = useMemo(() => renderHtml(document, values), [document, values])
  const { change } = kept
  const report = useSharedReading(view.offer, false, (added) => change((draft) => ({ ...draft, reading: addReading(draft.reading, added) })))
  useReading(terms, report)
  useEffect(() => change((draft) => (draft.reviewed ? draft : { ...draft, reviewed: true })), [change])
  const isVisible = useVisibility(bar)
  const { reading } = kept.draft
  const isShut = form.opensAtEnd && reading.scrolledPercent < END_PERCENT

  const press = async () => {
    if (isShut) {
      setRefusal('unread')
      return
    }
    const missing = controls.find(({ id, required }) => required && !ticks[id]?.on)
    if (missing) {
      setRefusal('unticked')
      const box = boxes.current?.querySelector<HTMLInputElement>(`input[name="${CSS.escape(missing.id)}"]`)
      box?.focus()
      return
    }
    if (!bar.current) return
    const expectation = { ...consent, controls }
    setClosing(true)
    const clock = readClock()
    const measured = await measurePress({ boxes: boxes.current, bar: bar.current, terms: terms.current, shownPercent: reading.scrolledPercent, screens, isVisible, expectation }).finally(() => setClosing(false))
    // Whoever went back meanwhile does not sign.
    if (!measured || !bar.current) return
    void ceremony.begin(
      beginAct(journey, {
        controls: expectation.controls.map(({ id }) => ({ id, final: ticks[id]?.on ?? false, changedAt: ticks[id]?.at ?? null })),
        review: { shown: true, edits: kept.draft.edits, confirmed: true },
        snapshotHash: measured.snapshotHash,
        snapshot: measured.snapshot,
        conspicuousness: [...measured.conspicuousness],
        claims: gatherClaims(reading, clock),
        claimsSalt: randomHex(32),
        claimedTime: clock,
      }, key),
    )
    void kept.flush()
  }

  const address = termsAddress(token)
  return (
    <>
      <Column width="text">
        <PageTitle title={m.sign_review_heading()} />
        <p className="text-soft">{m.sign_review_text()} <a href={form.hasBoxes ? '#boxes' : '#consent'} className="whitespace-nowrap">{m.sign_to_boxes()}</a></p>
        <Review journey={journey} />
        <section aria-label={m.sign_review_terms()}>
          <div className="no-print flex flex-wrap items-center justify-between gap-2 px-1">
            <h2 className="text-[1.0625rem]">{m.sign_review_terms()}</h2>
            <Button look="quiet" onClick={journey.showPdf}>{m.sign_pdf()}</Button>
          </div>
          <div className={form.terms === 'page' ? '-mx-4 sm:mx-0' : ''}>
            <PresentedTerms
              form={form} nodes={nodes} lang={language} title={document.title} address={address} ref={terms} pages={document.file && <Suspense fallback={null}><OwnPages token={token} offer={offer} /></Suspense>}
              onEnd={() => change((draft) => ({ ...draft, reading: addReading(draft.reading, { ...NO_READING, scrolledPercent: 100 }) }))}
            />
          </div>
        </section>
        {document.withdrawal && (
          <section className="sheet px-4 py-4 sm:px-7 sm:py-5">
            <h2 className="mb-1 text-[1.0625rem]">{m.sign_withdrawal()}</h2>
            <p lang={language}>{document.withdrawal.text}</p>
          </section>
        )}
        <section className="sheet px-4 py-4 sm:px-7 sm:py-5" lang={language}>
          <h2 className="mb-2 text-[1.0625rem]">{document.disclosure.title}</h2>
          <ul className="grid list-disc gap-1.5 pl-5">{document.disclosure.paragraphs.map((text) => <li key={text}>{text}</li>)}</ul>
        </section>
        {document.keyPolicy === 'any' && <Suspense fallback={null}><KeyChoice email={view.email} value={key} onChange={setKey} /></Suspense>}
        {form.hasBoxes && (
          <ConsentBoxes
            ref={boxes}
            lang={language}
            controls={controls}
            texts={document.alongside}
            ticks={ticks}
            showMissing={refusal === 'unticked'}
            isShut={isShut}
            onTick={(id, on) => {
              setTicks((all) => ({ ...all, [id]: { on, at: readClock() } }))
              setRefusal(null)
            }}
          />
        )}
        {refusal === 'unread' && isShut && (
          <div role="alert">
            <Notice title={m.sign_unread()} actions={<Button onClick={() => terms.current?.scrollIntoView({ block: 'end' })}>{m.sign_read_on()}</Button>} />
          </div>
        )}
      </Column>
      <ConsentBar
        ref={bar}
        consent={consent}
        lang={language}
        onAgree={() => void press()}
        onDecline={decline}
        busy={closing}
        note={view.replyBy && m.sign_reply_by({ time: formatDeadline(view.replyBy) })}
        problem={refusal === 'unticked' ? m.sign_unticked() : null}
        back={<Button look="quiet" onClick={() => go('details')}>{m.sign_back_to_details()}</Button>}
        terms={form.hasBoxes ? null : <TermsLink address={address} title={document.title} lang={language} />}
      />
    </>
  )
}
