import { useEffect, useRef, useState } from 'react'
import { formatSize } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Frame } from '../../ui/frame.tsx'
import { ButtonAnchor } from '../../ui/button.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { Anchors } from './anchors.tsx'
import { isSettled, kindOf } from './case.ts'
import { CaseTable } from './case-table.tsx'
import { CaseView } from './case-view.tsx'
import { DropArea } from './drop-area.tsx'
import { IS_STANDALONE } from './edition.ts'
import { FileButton } from '../../ui/file-button.tsx'
import { readInput } from './intake.ts'
import type { Intake } from './intake.ts'
import { keepForOffline } from './offline.ts'
import { SuppliedFiles } from './supplied-files.tsx'
import { useCases } from './use-cases.ts'
import { useTrust } from './use-trust.ts'
import type { TrustState } from './use-trust.ts'
import { Welcome } from './welcome.tsx'

/** The page as one file, for those who want to check without this service; its size and hash are those of what the service gives. */
function CheckPageOffer({ state }: { readonly state: TrustState }) {
  const { checkPage } = state.service
  if (!checkPage) return null
  return (
    <section className="no-print sheet grid content-start gap-3 p-5">
      <h2 className="text-base">{m.verify_keep_title()}</h2>
      <p className="measure text-sm text-soft">{m.verify_keep_text()}</p>
      <p className="break-all font-mono text-[.75rem] text-soft">SHA-256 {checkPage.sha256}</p>
      <div><ButtonAnchor href={checkPage.address} download="countersign-verify.html">{m.verify_keep_download({ size: formatSize(checkPage.size) })}</ButtonAnchor></div>
    </section>
  )
}

/** The check page: everything is computed here, nothing is uploaded. */
export default function VerifyPage() {
  const state = useTrust()
  const { cases, add, cancel, clear, repeat, derive } = useCases(state.trust)
  const [selected, setSelected] = useState<number | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const isMany = cases.length > 1
  const shown = cases.find(({ id }) => id === selected) ?? (isMany ? undefined : cases[0])
  const { supplyFiles } = state
  const receive = ({ documents, data, leftOut }: Intake) => {
    const first = add(documents)
    if (documents.length === 1 && first !== null) setSelected(first)
    setTold(documents.length + data.length === 0 ? m.verify_nothing_found() : leftOut > 0 ? m.verify_left_out({ count: String(leftOut) }) : null)
    if (data.length > 0) void supplyFiles(data)
  }
  const result = useRef<HTMLElement>(null)
  const settled = shown && isSettled(shown) ? shown.id : null
  useEffect(() => {
    if (settled !== null) result.current?.focus({ preventScroll: true })
  }, [settled])
  useEffect(keepForOffline, [])
  const choose = (id: number) => {
    setSelected(id)
    result.current?.scrollIntoView({ block: 'start' })
    result.current?.focus({ preventScroll: true })
  }
  const done = cases.filter(isSettled).length
  const bad = cases.filter((one) => kindOf(one) !== null && kindOf(one) !== 'pass').length
  return (
    <Frame title={m.verify_title()} note={m.verify_note()}>
      <DropArea onIntake={receive}>
        <Column>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <PageTitle title={m.verify_title()} className="mr-auto" />
            {cases.length > 0 && (
              <div className="no-print flex flex-wrap gap-2">
                <FileButton accept="application/pdf,.pdf,.asice,.tlog-proof" onFiles={(files) => receive(readInput(files))}>{m.verify_choose_more()}</FileButton>
                <FileButton isFolder onFiles={(files) => receive(readInput(files))}>{m.verify_choose_folder()}</FileButton>
                <button type="button" onClick={() => { clear(); setSelected(null); setTold(null) }} className="min-h-11 rounded-control px-3 text-link underline underline-offset-2 hover:bg-wash">{m.verify_clear()}</button>
              </div>
            )}
          </div>
          <output className="sr-only">{isMany ? m.verify_progress_said({ done: String(done), count: String(cases.length), bad: String(bad) }) : ''}</output>
          {told !== null && <output className="block"><Notice title={told} /></output>}
          {cases.length === 0 && <Welcome onIntake={receive} />}
          {isMany && <CaseTable cases={cases} selected={shown?.id ?? null} onSelect={choose} onCancel={cancel} />}
          <section ref={result} tabIndex={-1} aria-label={m.verify_result()} className={`grid scroll-mt-4 grid-cols-[minmax(0,1fr)] gap-6 print:block print:space-y-4 ${shown ? '' : 'hidden'}`}>
            {shown && <CaseView key={`${shown.id} ${shown.outcome.kind}`} case={shown} state={state} onDerive={() => derive(shown)} onCancel={() => cancel(shown.id)} onRepeat={() => repeat(shown)} />}
          </section>
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 md:grid-cols-2">
            <Anchors state={state} />
            <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
              <SuppliedFiles state={state} />
              <CheckPageOffer state={state} />
            </div>
          </div>
          <p className="measure text-sm text-soft">{IS_STANDALONE ? m.verify_origin_file() : m.verify_origin({ origin: location.origin })}</p>
        </Column>
      </DropArea>
    </Frame>
  )
}
