import type { ContractDraft } from '../../../../core/contract/document.ts'
import type { OwnPlace } from '../../../../core/contract/own-file.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { IconButton } from '../icon.tsx'

interface PlaceListProps {
  readonly draft: ContractDraft
  readonly numbers: readonly number[]
  /** What is wrong with each place; null where nothing is. */
  readonly warnings: readonly (string | null)[]
  readonly onChange: (index: number, place: OwnPlace) => void
  readonly onRemove: (index: number) => void
  readonly onShow: (page: number) => void
}

const SIDES = ['x', 'y', 'width', 'height'] as const
const NAMES = { x: m.own_place_x, y: m.own_place_y, width: m.own_place_width, height: m.own_place_height }

/** The same fields as words and numbers: for who cannot drag, and for exactness. */
export function PlaceList({ draft, numbers, warnings, onChange, onRemove, onShow }: PlaceListProps) {
  const { file, parties } = draft
  const signatories = parties.filter(({ signs }) => signs)
  if (!file) return null
  return (
    <ol className="grid gap-2">
      {file.places.map((place, index) => {
        const role = parties.find(({ id }) => id === place.party)?.role ?? place.party
        const number = numbers[index] ?? 1
        return (
          // oxlint-disable-next-line react/no-array-index-key -- places have no name of their own but their order
          <li key={index} className="sheet grid gap-2 px-4 py-3">
            <div className="flex items-center gap-2">
              <span className="min-w-0 grow font-semibold">{role}{number > 1 && ` · ${number}`}</span>
              <Button look="quiet" onClick={() => onShow(place.page)}>{m.own_place_page({ page: place.page })}</Button>
              <IconButton icon="remove" label={m.own_place_remove({ role, number })} onClick={() => onRemove(index)} />
            </div>
            {warnings[index] && <p className="text-sm text-doubt" data-warning="place">⚠ {warnings[index]}</p>}
            <details>
              <summary className="min-h-9 cursor-pointer py-1.5 text-sm text-soft">{m.own_place_exact()}</summary>
              <div className="grid grid-cols-2 gap-2 pt-1 sm:grid-cols-3">
                <SelectField label={m.own_place_party()} value={place.party} onChange={(event) => onChange(index, { ...place, party: event.target.value })}>
                  {signatories.map(({ id, role: name }) => <option key={id} value={id}>{name}</option>)}
                </SelectField>
                <TextField label={m.own_place_page_number()} type="number" min={1} max={file.pages} value={place.page} onChange={(event) => onChange(index, { ...place, page: Math.max(1, Math.min(file.pages, Math.round(Number(event.target.value) || 1))) })} />
                {SIDES.map((side) => (
                  <TextField key={side} label={NAMES[side]()} type="number" min={0} value={place[side]} onChange={(event) => onChange(index, { ...place, [side]: Math.max(0, Math.round(Number(event.target.value) || 0)) })} />
                ))}
              </div>
            </details>
          </li>
        )
      })}
    </ol>
  )
}
