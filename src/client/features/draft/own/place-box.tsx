import { useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import type { OwnPlace } from '../../../../core/contract/own-file.ts'
import type { ShownPage } from '../../../pdf/raster.ts'
import { m } from '../../../messages/generated/messages.js'
import { clampPlace, keyPlace } from './place.ts'

interface PlaceBoxProps {
  readonly page: ShownPage
  readonly place: OwnPlace
  readonly role: string
  /** Which of the party's places. */
  readonly number: number
  readonly isWarned: boolean
  /** `drag`: one whole move of pointer or finger; `key`: one of several presses. */
  readonly onChange: (place: OwnPlace, how: 'drag' | 'key') => void
  readonly onRemove: () => void
}

interface Drag {
  readonly kind: 'move' | 'size'
  readonly x: number
  readonly y: number
  readonly from: OwnPlace
  /** Where it is now: a release can come before the last move is drawn. */
  to: OwnPlace
}

/** A signature field on its page: dragged and stretched by pointer or finger, moved and stretched by arrow keys, taken away by Delete. */
export function PlaceBox({ page, place, role, number, isWarned, onChange, onRemove }: PlaceBoxProps) {
  const [moved, setMoved] = useState<OwnPlace | null>(null)
  const drag = useRef<Drag | null>(null)
  const now = moved ?? place
  const scale = page.width / page.points.width
  const begin = (kind: Drag['kind']) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { kind, x: event.clientX, y: event.clientY, from: place, to: place }
    if (kind === 'move') event.currentTarget.focus()
  }
  const move = (event: PointerEvent) => {
    if (!drag.current) return
    const { kind, x, y, from } = drag.current
    const [dx, dy] = [(event.clientX - x) / scale, (event.clientY - y) / scale]
    drag.current.to = clampPlace(kind === 'move' ? { ...from, x: from.x + dx, y: from.y - dy } : { ...from, width: from.width + dx, height: from.height + dy, y: from.y - dy }, page.points)
    setMoved(drag.current.to)
  }
  const end = () => {
    if (drag.current && drag.current.to !== drag.current.from) onChange(drag.current.to, 'drag')
    drag.current = null
    setMoved(null)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault()
      onRemove()
      return
    }
    const next = keyPlace(place, event.key, { shift: event.shiftKey, far: event.ctrlKey || event.metaKey })
    if (!next) return
    event.preventDefault()
    onChange(clampPlace(next, page.points), 'key')
  }
  const label = m.own_place_label({ role, number, page: place.page })
  return (
    <div
      className={`absolute z-10 touch-none select-none ${isWarned ? 'text-doubt' : 'text-seal'}`}
      style={{ left: now.x * scale, bottom: now.y * scale, width: now.width * scale, height: now.height * scale }}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <button
        type="button"
        aria-label={label}
        aria-describedby="own-place-keys"
        data-place={`${place.party} ${number}`}
        onPointerDown={begin('move')}
        onKeyDown={press}
        className="absolute inset-0 cursor-move touch-none overflow-hidden rounded-[3px] border-2 border-dashed border-current bg-[#fff]/70 px-1.5 py-1 text-left text-[.75rem] font-semibold leading-tight focus-visible:outline-3 focus-visible:outline-offset-2 focus-visible:outline-link"
      >
        {role}{number > 1 && ` · ${number}`}
      </button>
      <span aria-hidden="true" onPointerDown={begin('size')} className="absolute -bottom-2 -right-2 size-5 cursor-nwse-resize touch-none rounded-full border-2 border-current bg-[#fff] pointer-coarse:-bottom-3.5 pointer-coarse:-right-3.5 pointer-coarse:size-8" />
    </div>
  )
}
