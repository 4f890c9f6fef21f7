import { lazy, Suspense, useCallback, useRef, useState } from 'react'
import type { Cover } from '../../../../core/ceremony/own-cover.ts'
import type { OwnPlace } from '../../../../core/contract/own-file.ts'
import type { ShownPage } from '../../../pdf/raster.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { FailureNotice } from '../../../ui/failure.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Bar, Waiting } from '../../../ui/progress.tsx'
import { useToast } from '../../../ui/toast.tsx'
import { useEditor } from '../editor.ts'
import { coverSentence } from '../problem-sentence.ts'
import { ChooseFile } from './choose-file.tsx'
import { FileFacts } from './facts.tsx'
import { useCover, useOwnFile } from './own-file.ts'
import { addPlace, changePlace, clampPlace, countPlaces, findOverlaps, findSpot, MAX_PLACES, removePlace } from './place.ts'
import type { PageSize } from './place.ts'
import { PlaceBox } from './place-box.tsx'
import { PlaceList } from './place-list.tsx'

const PdfPages = lazy(() => import('../../../pdf/pages.tsx'))
const A4: PageSize = { width: 595, height: 842 }
const NO_PLACES: readonly OwnPlace[] = []

/** Each place's number among its party's. */
function numberPlaces(places: readonly OwnPlace[]): number[] {
  const counts = new Map<string, number>()
  return places.map(({ party }) => {
    const number = (counts.get(party) ?? 0) + 1
    counts.set(party, number)
    return number
  })
}

const warnCover = (cover: Cover | undefined): string | null => (cover ? coverSentence(cover) : null)

/** The seller's own file: chosen, looked at, and given its signature fields. */
export function OwnSheet({ contract }: { readonly contract: string }) {
  const { draft, edit } = useEditor()
  const toast = useToast()
  const loaded = useOwnFile(contract, draft)
  const sizes = useRef(new Map<number, PageSize>())
  const [party, setParty] = useState<string | null>(null)
  const [page, setPage] = useState<number | null>(null)
  const places = draft.file?.places ?? NO_PLACES
  const cover = useCover(places, loaded.data !== undefined)
  const overlapping = findOverlaps(places)
  const numbers = numberPlaces(places)
  const roleOf = (id: string) => draft.parties.find((one) => one.id === id)?.role ?? id
  const warnings = places.map((_, index) => (overlapping.has(index) ? m.own_warn_overlap() : warnCover(cover?.find((one) => one.index === index))))

  const change = (index: number, place: OwnPlace) => edit((now) => changePlace(now, index, clampPlace(place, sizes.current.get(place.page) ?? { width: 14_400, height: 14_400 })), `place-${index}`)
  const remove = (index: number) => {
    const before = draft
    edit((now) => removePlace(now, index))
    toast(m.own_place_removed(), () => edit(() => before))
  }
  const show = (number: number) => document.querySelector(`figure[data-page="${number}"]`)?.scrollIntoView({ block: 'center' })
  const overlay = useCallback((shown: ShownPage) => <Places shown={shown} sizes={sizes.current} />, [])

  const signatories = draft.parties.filter(({ signs }) => signs)
  const chosen = signatories.find(({ id }) => id === party)?.id ?? signatories[0]?.id ?? 'buyer'
  const target = Math.min(page ?? draft.file?.pages ?? 1, draft.file?.pages ?? 1)
  const add = () => {
    edit((now) => addPlace(now, findSpot(target, sizes.current.get(target) ?? A4, chosen, now.file?.places ?? [])))
    show(target)
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-place="${chosen} ${countPlaces(draft, chosen) + 1}"]`)?.focus())
  }

  if (draft.file === null) return <div className="grid gap-4 px-4 sm:px-0"><ChooseFile contract={contract} isAgain={false} /></div>
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-4 sm:px-0">
      {loaded.data && <FileFacts name={draft.file.name} size={draft.file.size} inspection={loaded.data.inspection} />}
      <section aria-labelledby="own-places" className="grid gap-3">
        <h2 id="own-places" className="text-base">{m.own_places()}</h2>
        <p className="text-sm text-soft">{m.own_places_text()}</p>
        <p id="own-place-keys" className="text-sm text-soft">{m.own_place_keys()}</p>
        <PlaceList draft={draft} numbers={numbers} warnings={warnings} onChange={change} onRemove={remove} onShow={show} />
        <div className="flex flex-wrap items-end gap-2">
          <SelectField label={m.own_add_for()} value={chosen} onChange={(event) => setParty(event.target.value)} className="min-w-40">
            {signatories.map(({ id }) => <option key={id} value={id}>{roleOf(id)}</option>)}
          </SelectField>
          <TextField label={m.own_place_page_number()} type="number" min={1} max={draft.file.pages} value={target} onChange={(event) => setPage(Math.max(1, Math.round(Number(event.target.value) || 1)))} className="w-24" />
          <Button onClick={add} disabled={countPlaces(draft, chosen) >= MAX_PLACES}>{m.own_add()}</Button>
        </div>
      </section>
      {loaded.isPending && <div className="grid gap-2"><Waiting label={m.own_loading()} /><Bar label={m.own_loading()} value={loaded.share} /></div>}
      {loaded.isError && <FailureNotice error={loaded.error} onRetry={() => void loaded.refetch()} />}
      {loaded.data && <Suspense fallback={<Waiting label={m.pdf_opening()} />}><PdfPages source={loaded.data.file} label={m.own_pages()} overlay={overlay} /></Suspense>}
      <ChooseFile contract={contract} isAgain />
    </div>
  )
}

/** The fields of one page. Reads the draft itself, so that the pages' drawings stay as they are while a field moves. */
function Places({ shown, sizes }: { readonly shown: ShownPage; readonly sizes: Map<number, PageSize> }) {
  const { draft, edit } = useEditor()
  const toast = useToast()
  sizes.set(shown.number, shown.points)
  const places = draft.file?.places ?? NO_PLACES
  const numbers = numberPlaces(places)
  const overlapping = findOverlaps(places)
  return places.map((place, index) =>
    place.page === shown.number ? (
      <PlaceBox
        // oxlint-disable-next-line react/no-array-index-key -- places have no name of their own but their order
        key={index}
        page={shown}
        place={place}
        role={draft.parties.find(({ id }) => id === place.party)?.role ?? place.party}
        number={numbers[index] ?? 1}
        isWarned={overlapping.has(index)}
        // Each drag is undone by itself, presses of arrow keys together.
        onChange={(changed, how) => edit((now) => changePlace(now, index, changed), ...(how === 'drag' ? [] : [`place-${index}`]))}
        onRemove={() => {
          const before = draft
          edit((now) => removePlace(now, index))
          toast(m.own_place_removed(), () => edit(() => before))
        }}
      />
    ) : null,
  )
}
