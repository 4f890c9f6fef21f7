import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { decodeBase64 } from '../../../core/bytes/base64.ts'
import { parseAnchors } from '../../../core/validation/anchor.ts'
import type { Anchor } from '../../../core/validation/anchor.ts'
import { useService } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Anchors } from './anchors.tsx'
import { kindOf, useCases } from './case.ts'
import { CaseList } from './case-list.tsx'
import { CaseView } from './case-view.tsx'

function FileButton({ onFiles, main }: { readonly onFiles: (files: readonly File[]) => void; readonly main: boolean }) {
  const id = useId()
  return (
    <span className="relative inline-flex">
      <input
        id={id}
        type="file"
        multiple
        accept="application/pdf,.pdf"
        className="peer absolute inset-0 size-full cursor-pointer opacity-0"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <label htmlFor={id} className={`pointer-events-none inline-flex min-h-11 items-center rounded-control border px-4 py-2.5 text-[.9375rem] font-semibold leading-tight peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-link ${main ? 'border-action bg-action text-action-ink' : 'border-rule-strong bg-surface text-ink'}`}>
        {main ? m.verify_choose() : m.verify_choose_more()}
      </label>
    </span>
  )
}

/** Files may be dropped anywhere on the page. */
function DropArea({ onFiles, children }: { readonly onFiles: (files: readonly File[]) => void; readonly children: ReactNode }) {
  const [over, setOver] = useState(false)
  const give = useRef(onFiles)
  useEffect(() => {
    give.current = onFiles
  })
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      give.current([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', enter)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', enter)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return (
    <>
      {children}
      {over && <div aria-hidden="true" className="pointer-events-none fixed inset-3 z-40 grid place-items-center rounded-sheet border-3 border-dashed border-link bg-desk/85 text-xl font-semibold">{m.verify_drop()}</div>}
    </>
  )
}

function Welcome({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  return (
    <section className="sheet grid justify-items-center gap-4 px-6 py-12 text-center sm:py-16">
      <svg aria-hidden="true" viewBox="0 0 64 64" className="size-16 text-soft" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
        <path d="M16 6h22l12 12v40H16Z" /><path d="M38 6v12h12M24 30h18M24 38h18M24 46h9" />
      </svg>
      <h2 className="text-lg">{m.verify_empty_title()}</h2>
      <p className="max-w-prose text-soft">{m.verify_empty_text()}</p>
      <FileButton main onFiles={onFiles} />
      <ul className="mt-2 flex flex-wrap justify-center gap-x-8 gap-y-1 text-sm text-soft">
        <li>{m.verify_promise_local()}</li>
        <li>{m.verify_promise_any()}</li>
        <li>{m.verify_promise_words()}</li>
      </ul>
    </section>
  )
}

/** The service's own root, asked for once when the page opens; without it, nothing is trusted until the person adds a root. */
function useServiceAnchor() {
  const service = useService()
  const certificate = service.data?.root.certificate
  const own = useMemo((): readonly Anchor[] => {
    if (certificate === undefined) return []
    try {
      return parseAnchors(decodeBase64(certificate))
    } catch {
      return []
    }
  }, [certificate])
  return { own, name: service.data?.name, isPending: service.isPending, isError: service.isError }
}

/** The check page: everything is computed here, nothing is uploaded. */
export default function VerifyPage() {
  const { own, isPending, isError } = useServiceAnchor()
  const [added, setAdded] = useState<readonly Anchor[]>([])
  const [refused, setRefused] = useState(false)
  const anchors = useMemo(() => [...refused ? [] : own, ...added], [own, added, refused])
  const { cases, add, derive, clear } = useCases(anchors)
  const [selected, setSelected] = useState<number | null>(null)
  const shown = cases.find(({ id }) => id === selected) ?? cases[0]
  const receive = (files: readonly File[]) => {
    void add(files).then((first) => first !== null && setSelected(first))
  }
  const heading = useRef<HTMLElement>(null)
  const settled = shown && kindOf(shown) !== null ? shown.id : null
  useEffect(() => {
    if (settled !== null) heading.current?.focus({ preventScroll: true })
  }, [settled])

  return (
    <Frame title={m.verify_title()} note={m.verify_note()}>
      <DropArea onFiles={receive}>
        <Column>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <PageTitle title={m.verify_title()} className="mr-auto" />
            {cases.length > 0 && (
              <div className="no-print flex flex-wrap gap-2">
                <FileButton main={false} onFiles={receive} />
                <button type="button" onClick={clear} className="min-h-11 rounded-control px-3 text-link underline underline-offset-2 hover:bg-wash">{m.verify_clear()}</button>
              </div>
            )}
          </div>
          {cases.length === 0 && <Welcome onFiles={receive} />}
          {cases.length > 1 && <CaseList cases={cases} selected={shown?.id ?? null} onSelect={setSelected} />}
          <section ref={heading} tabIndex={-1} aria-label={m.verify_result()} className={`grid grid-cols-[minmax(0,1fr)] gap-6 print:block print:space-y-4 ${shown ? '' : 'hidden'}`}>
            {shown && <CaseView key={shown.id} case={shown} onDerive={() => derive(shown)} />}
          </section>
          <Anchors own={own} isPending={isPending} isMissing={isError} isRefused={refused} onRefuse={setRefused} added={added} onAdded={setAdded} />
          <p className="measure text-sm text-soft">{m.verify_origin({ origin: location.origin })}</p>
        </Column>
      </DropArea>
    </Frame>
  )
}
