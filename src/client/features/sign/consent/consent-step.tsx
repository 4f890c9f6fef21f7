import { useEffect, useMemo, useRef, useState } from 'react'
import { judgeConspicuousness } from '../../../../core/consent/conspicuousness.ts'
import { encodeUtf8 } from '../../../../core/bytes/text.ts'
import { sha256Hex } from '../../../../core/bytes/sha256.ts'
import { renderHtml } from '../../../../core/typeset/html.ts'
import { formatInstant } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { ContractText } from '../../../ui/contract.tsx'
import { Button } from '../../../ui/button.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import { gatherClaims, readClock } from '../claims.ts'
import { addReading, randomHex } from '../draft.ts'
import type { Journey } from '../journey.ts'
import { useReading } from '../read/use-reading.ts'
import { beginAct } from './begin.ts'
import { ConsentBar } from './consent-bar.tsx'
import { ConsentBoxes } from './consent-boxes.tsx'
import type { Tick } from './consent-boxes.tsx'
import { measureConsent, serializeRegions } from './measure.ts'
import { Review } from './review.tsx'

type Refusal = 'unticked' | 'unread'

/** Everything once more on one page, the boxes, the sentence, the button, and the way to say no. */
export default function ConsentStep({ journey }: { readonly journey: Journey }) {
  const { offer, kept, values, go, decline, ceremony } = journey
  const { document, view } = offer
  const { language, consent } = document
  const [ticks, setTicks] = useState<Readonly<Record<string, Tick>>>({})
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const terms = useRef<HTMLDivElement>(null)
  const boxes = useRef<HTMLElement>(null)
  const bar = useRef<HTMLElement>(null)
  const nodes = useMemo(() => renderHtml(document, values), [document, values])
  useReading(terms, (added) => kept.change((draft) => ({ ...draft, reading: addReading(draft.reading, added) })))
  const { change } = kept
  useEffect(() => change((draft) => (draft.reviewed ? draft : { ...draft, reviewed: true })), [change])

  const press = () => {
    const missing = consent.controls.find(({ id, required }) => required && !ticks[id]?.on)
    if (missing) {
      setRefusal('unticked')
      const box = boxes.current?.querySelector<HTMLInputElement>(`input[name="${CSS.escape(missing.id)}"]`)
      box?.focus()
      return
    }
    const { reading } = kept.draft
    if (document.presentation === 'scroll-wrap' && reading.scrolledPercent < 99) {
      setRefusal('unread')
      return
    }
    const part = (name: string) => bar.current?.querySelector<HTMLElement>(`[data-part="${name}"]`) ?? null
    const [advisal, button, no] = [part('advisal'), part('button'), part('decline')]
    if (!boxes.current || !bar.current || !advisal || !button || !no) return
    const regions = [boxes.current, bar.current]
    const controls = [...boxes.current.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')].flatMap((box) => {
      const label = box.closest('label')?.querySelector('span')
      return label ? [{ id: box.name, box, label }] : []
    })
    const measurement = measureConsent({ advisal, button, decline: no, surroundings: terms.current?.querySelector<HTMLElement>('p:not(.meta)') ?? null, controls, regions }, reading.scrolledPercent)
    const clock = readClock()
    void ceremony.begin(
      beginAct(journey, {
        controls: consent.controls.map(({ id }) => ({ id, final: ticks[id]?.on ?? false, changedAt: ticks[id]?.at ?? null })),
        review: { shown: true, edits: kept.draft.edits, confirmed: true },
        snapshotHash: sha256Hex(encodeUtf8(serializeRegions(regions))),
        conspicuousness: judgeConspicuousness(measurement, consent),
        claims: gatherClaims(reading, clock),
        claimsSalt: randomHex(32),
        claimedTime: clock,
      }),
    )
    void kept.flush()
  }

  return (
    <>
      <Column width="text">
        <PageTitle title={m.sign_review_heading()} />
        <p className="text-soft">{m.sign_review_text()} <a href="#boxes" className="whitespace-nowrap">{m.sign_to_boxes()}</a></p>
        <Review journey={journey} />
        <section aria-label={m.sign_review_terms()}>
          <div className="no-print flex flex-wrap items-center justify-between gap-2 px-1">
            <h2 className="text-[1.0625rem]">{m.sign_review_terms()}</h2>
            <Button look="quiet" onClick={journey.showPdf}>{m.sign_pdf()}</Button>
          </div>
          <div ref={terms} className="-mx-4 sm:mx-0"><ContractText nodes={nodes} lang={language} /></div>
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
        <ConsentBoxes
          ref={boxes}
          lang={language}
          controls={consent.controls}
          ticks={ticks}
          showMissing={refusal === 'unticked'}
          onTick={(id, on) => {
            setTicks((all) => ({ ...all, [id]: { on, at: readClock() } }))
            setRefusal(null)
          }}
        />
        {refusal === 'unread' && (
          <div role="alert">
            <Notice title={m.sign_unread()} actions={<Button onClick={() => terms.current?.scrollIntoView({ block: 'end' })}>{m.sign_read_on()}</Button>} />
          </div>
        )}
      </Column>
      <ConsentBar
        ref={bar}
        consent={consent}
        lang={language}
        onAgree={press}
        onDecline={decline}
        note={view.replyBy && m.sign_reply_by({ time: formatInstant(view.replyBy) })}
        problem={refusal === 'unticked' ? m.sign_unticked() : null}
        back={<Button look="quiet" onClick={() => go('details')}>{m.sign_back_to_details()}</Button>}
      />
    </>
  )
}
