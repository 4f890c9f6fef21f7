import type { ContractDraft, PartyId } from '../../../../core/contract/document.ts'
import type { OwnPlace } from '../../../../core/contract/own-file.ts'

/** Points: small enough for a table's cell, large enough to be read. */
export const SMALLEST = { width: 90, height: 36 } as const
export const USUAL = { width: 200, height: 70 } as const
export const MAX_PLACES = 4
const EDGE = 36

export interface PageSize {
  readonly width: number
  readonly height: number
}

/** The place within its page, in whole points, no smaller than can be read. */
export function clampPlace(place: OwnPlace, page: PageSize): OwnPlace {
  const fit = (value: number, least: number, most: number) => Math.round(Math.max(least, Math.min(most, value)))
  const [across, along] = [Math.floor(page.width), Math.floor(page.height)]
  const width = fit(place.width, Math.min(SMALLEST.width, across), across)
  const height = fit(place.height, Math.min(SMALLEST.height, along), along)
  return { ...place, width, height, x: fit(place.x, 0, across - width), y: fit(place.y, 0, along - height) }
}

/** The draft with other places, in the order in which they are numbered. */
function withPlaces(draft: ContractDraft, change: (places: readonly OwnPlace[]) => readonly OwnPlace[]): ContractDraft {
  return draft.file === null ? draft : { ...draft, file: { ...draft.file, places: [...change(draft.file.places)] } }
}

export const countPlaces = ({ file }: Pick<ContractDraft, 'file'>, party: PartyId): number => file?.places.filter((place) => place.party === party).length ?? 0

/** One more place for a party; at most four each. */
export function addPlace(draft: ContractDraft, place: OwnPlace): ContractDraft {
  return countPlaces(draft, place.party) >= MAX_PLACES ? draft : withPlaces(draft, (places) => [...places, place])
}

export const changePlace = (draft: ContractDraft, index: number, place: OwnPlace): ContractDraft => withPlaces(draft, (places) => places.with(index, place))
export const removePlace = (draft: ContractDraft, index: number): ContractDraft => withPlaces(draft, (places) => places.toSpliced(index, 1))

const overlaps = (a: OwnPlace, b: OwnPlace): boolean => a.page === b.page && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Places that lie over one another, by index: two signatures would hide each other. */
export function findOverlaps(places: readonly OwnPlace[]): Set<number> {
  return new Set(places.flatMap((place, index) => (places.some((other, at) => at !== index && overlaps(place, other)) ? [index] : [])))
}

/** The free spot nearest to the page's foot, from left to right and upwards; where there is none, the left foot. */
export function findSpot(page: number, size: PageSize, party: PartyId, taken: readonly OwnPlace[], isFree: (place: OwnPlace) => boolean = () => true): OwnPlace {
  const width = Math.min(USUAL.width, Math.max(SMALLEST.width, Math.floor((size.width - 3 * EDGE) / 2)))
  const at = (x: number, y: number): OwnPlace => clampPlace({ party, page, x, y, width, height: USUAL.height }, size)
  for (let y = EDGE; y + USUAL.height <= size.height - EDGE; y += 14) {
    for (const x of [EDGE, size.width - EDGE - width]) {
      const place = at(x, y)
      if (!taken.some((other) => overlaps(place, other)) && isFree(place)) return place
    }
  }
  return at(EDGE, EDGE)
}

/** Fewest points that arrow keys move or stretch by. */
const STEP = 2
const LEAP = 20

/** What a key does to a place: arrows move it, with Shift they stretch it, with Ctrl further at once; null for other keys. */
export function keyPlace(place: OwnPlace, key: string, { shift, far }: { readonly shift: boolean; readonly far: boolean }): OwnPlace | null {
  const by = far ? LEAP : STEP
  const move = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] }[key]
  if (!move) return null
  const [dx = 0, dy = 0] = move
  return shift ? { ...place, width: place.width + dx, height: place.height - dy, y: place.y + dy } : { ...place, x: place.x + dx, y: place.y + dy }
}
