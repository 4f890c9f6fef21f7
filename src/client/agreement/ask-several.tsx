import { useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { formOf } from '../../core/consent/presentation.ts'
import { readTotal, writeAdvisal } from '../../core/contract/advisal.ts'
import { decodeContractDocument } from '../../core/contract/document.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { renderHtml } from '../../core/typeset/html.ts'
import type { AcceptanceRequest, ClickReceipt, Standing, VersionView } from '../../protocol/agreement.ts'
import { sendAcceptances } from '../api/agreement.ts'
import type { Asker } from '../api/agreement.ts'
import { ConsentBar } from '../consent/bar.tsx'
import { ConsentBoxes } from '../consent/boxes.tsx'
import type { Tick } from '../consent/boxes.tsx'
import { readClock } from '../consent/claims.ts'
import { measurePress } from '../consent/press.ts'
import { addReading, END_PERCENT, NO_READING, useReading, useSharedReading } from '../consent/reading.ts'
import type { Reading } from '../consent/reading.ts'
import { PresentedTerms } from '../consent/terms.tsx'
import { useVisibility } from '../consent/visibility.ts'
import { settleVisible } from '../consent/visible.ts'
import { m } from '../messages/generated/messages.js'
import { FailureNotice } from '../ui/failure.tsx'
import { Notice } from '../ui/verdict.tsx'
import { closeAcceptance, closeDecline } from './click.ts'
import { Disclosure } from './disclosure.tsx'
import { createSendOnce } from './unanswered.ts'

/** One of several agreements that are asked at one place. */
export interface Asked {
  readonly agreement: string
  /** As the agreement is called, which all its versions share. */
  readonly title: string
  readonly version: VersionView
  readonly standing: Standing
  readonly asker: Asker
}

interface Regions {
  readonly boxes: HTMLElement | null
  readonly terms: HTMLElement | null
}

type Ticks = Readonly<Record<string, Tick>>

interface PartProps {
  readonly asked: Asked
  readonly document: ContractDocument
  readonly ticks: Ticks
  readonly reading: Reading
  readonly showMissing: boolean
  readonly onTick: (id: string, on: boolean) => void
  readonly onReading: (change: (before: Reading) => Reading) => void
  readonly register: (find: () => Regions) => void
}

const isShut = (document: ContractDocument, reading: Reading): boolean => formOf(document.presentation).opensAtEnd && reading.scrolledPercent < END_PERCENT

/** One agreement's terms, in the form that its version fixed, and its own boxes. */
function Part({ asked, document, ticks, reading, showMissing, onTick, onReading, register }: PartProps) {
  const { agreement, version, title } = asked
  const form = formOf(document.presentation)
  const nodes = useMemo(() => renderHtml(document, {}), [document])
  const terms = useRef<HTMLDivElement>(null)
  const boxes = useRef<HTMLElement>(null)
  const report = useSharedReading(`${agreement} ${version.number}`, false, (added) => onReading((before) => addReading(before, added)))
  useReading(terms, report)
  useEffect(() => register(() => ({ boxes: boxes.current, terms: terms.current })), [register])
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t border-rule-strong pt-5" lang={document.language}>
      <h2 className="text-lg">{title}</h2>
      <PresentedTerms form={form} nodes={nodes} lang={document.language} title={title} address={`/a/${agreement}?version=${version.number}`} ref={terms} onEnd={() => onReading((before) => ({ ...before, scrolledPercent: 100 }))} />
      <Disclosure document={document} />
      <ConsentBoxes ref={boxes} id={`boxes-${agreement}`} title={title} lang={document.language} controls={document.consent.controls} ticks={ticks} showMissing={showMissing} isShut={isShut(document, reading)} onTick={onTick} />
    </section>
  )
}

/** Whether agreements can stand over one button: each with boxes of its own, and all naming the same words. */
function areJoinable(documents: readonly ContractDocument[]): boolean {
  const [first] = documents
  return first !== undefined && documents.every(({ presentation, consent, language }) => formOf(presentation).hasBoxes && consent.button === first.consent.button && consent.decline === first.consent.decline && language === first.language)
}

interface AskSeveralProps {
  readonly asked: readonly Asked[]
  readonly appBuild: string
  readonly onUnseen?: (isVisible: boolean | null) => void
  readonly onDone: (receipts: readonly ClickReceipt[]) => void
  readonly onFailed?: (error: unknown) => void
}

/** Asks for several agreements at one place: terms and boxes of each apart, a statement each, signed by a key each; all are taken, or none is. */
export function AskSeveral({ asked, appBuild, onUnseen, onDone, onFailed }: AskSeveralProps) {
  const documents = useMemo(() => asked.map(({ version }) => decodeContractDocument(version.document)), [asked])
  const sentences = useMemo(() => documents.map((document) => writeAdvisal(document, readTotal(document, {}))), [documents])
  const [ticks, setTicks] = useState<Readonly<Record<string, Ticks>>>({})
  const [readings, setReadings] = useState<Readonly<Record<string, Reading>>>({})
  const [missing, setMissing] = useState(false)
  const [regions] = useState(() => new Map<string, () => Regions>())
  const registers = useMemo(() => new Map(asked.map(({ agreement }) => [agreement, (find: () => Regions) => void regions.set(agreement, find)])), [asked, regions])
  const bar = useRef<HTMLElement>(null)
  const [send] = useState(() => createSendOnce((requests: readonly AcceptanceRequest[]) => sendAcceptances(asked.map(({ agreement }, index) => ({ agreement, request: requests[index]! })))))
  const isPressed = useRef(false)
  const isVisible = useVisibility(bar)
  const readingOf = (agreement: string): Reading => readings[agreement] ?? NO_READING
  const inputOf = ({ agreement, version, standing, asker }: Asked, document: ContractDocument) => ({
    agreement, number: version.number, document, asker, order: null, reading: readingOf(agreement), appBuild, name: standing.subject ?? document.parties.find(({ id, signs }) => signs && id !== 'seller')?.role ?? 'buyer',
  })
  const yes = useMutation({
    mutationFn: () => send(JSON.stringify(ticks), async () => {
      const closed = asked.map(async (one, index) => {
        const document = documents[index]!
        const found = regions.get(one.agreement)?.()
        const reading = readingOf(one.agreement)
        const sentence = sentences[index] === sentences[0] ? 'advisal' : `advisal-${index}`
        const measured = bar.current && (await measurePress({
          boxes: found?.boxes ?? null, bar: bar.current, terms: found?.terms ?? null, shownPercent: formOf(document.presentation).terms === 'link' && reading.scrolledPercent === 0 ? null : reading.scrolledPercent,
          screens: [], isVisible, expectation: { ...document.consent, advisal: sentences[index]!, isPaidOrder: false }, sentence,
        }))
        const given = ticks[one.agreement] ?? {}
        return closeAcceptance({
          ...inputOf(one, document), measured, event: one.standing.accepted ? 're-accepted' : 'agreed',
          controls: document.consent.controls.map(({ id }) => ({ id, final: given[id]?.on ?? false, changedAt: given[id]?.at ?? null })),
        })
      })
      return Promise.all(closed)
    }),
    onSuccess: onDone,
    onError: (error) => onFailed?.(error),
    onSettled: () => void (isPressed.current = false),
  })
  const no = useMutation({
    mutationFn: () => send('declined', async () => asked.map((one, index) => closeDecline({ ...inputOf(one, documents[index]!), measured: null }))),
    onSuccess: onDone,
    onError: (error) => onFailed?.(error),
  })
  const [first] = documents
  if (!first || !areJoinable(documents)) return <div className="p-4"><Notice kind="fail" title={m.agreement_not_together()} /></div>
  const open = asked.findIndex(({ agreement }, index) => isShut(documents[index]!, readingOf(agreement)) || documents[index]!.consent.controls.some(({ id, required }) => required && !ticks[agreement]?.[id]?.on))
  const press = () => {
    setMissing(open >= 0)
    if (open >= 0) {
      regions.get(asked[open]!.agreement)?.().boxes?.querySelector<HTMLInputElement>('input:enabled:not(:checked)')?.focus()
      return
    }
    if (isPressed.current) return
    isPressed.current = true
    if (!onUnseen) return yes.mutate()
    void settleVisible(isVisible).then((seen) => {
      if (seen === true) return yes.mutate()
      isPressed.current = false
      onUnseen(seen)
    })
  }
  const others = sentences.flatMap((sentence, index) => (sentence === sentences[0] ? [] : [<p key={asked[index]!.agreement} data-part={`advisal-${index}`} className="text-[1.0625rem] leading-normal text-ink">{sentence}</p>]))
  const problem = missing && open >= 0 ? (isShut(documents[open]!, readingOf(asked[open]!.agreement)) ? m.consent_shut() : m.sign_unticked()) : null
  return (
    <>
      <div className="mx-auto grid w-full max-w-3xl grid-cols-[minmax(0,1fr)] gap-7 px-4 py-5 sm:px-5">
        <p className="text-soft">{m.agreement_several({ count: asked.length })}</p>
        {asked.map((one, index) => (
          <Part
            key={one.agreement} asked={one} document={documents[index]!} ticks={ticks[one.agreement] ?? {}} reading={readingOf(one.agreement)} showMissing={missing} register={registers.get(one.agreement)!}
            onReading={(change) => setReadings((all) => ({ ...all, [one.agreement]: change(all[one.agreement] ?? NO_READING) }))}
            onTick={(id, on) => {
              setTicks((all) => ({ ...all, [one.agreement]: { ...all[one.agreement], [id]: { on, at: readClock() } } }))
              setMissing(false)
            }}
          />
        ))}
        {(yes.isError || no.isError) && <FailureNotice error={yes.error ?? no.error} />}
      </div>
      <ConsentBar ref={bar} consent={{ ...first.consent, advisal: sentences[0]! }} lang={first.language} look="main" busy={yes.isPending || no.isPending} onAgree={press} onDecline={() => no.mutate()} note={null} back={null} problem={problem} terms={others} />
    </>
  )
}
