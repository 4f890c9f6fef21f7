import { decompose } from '../../core/log/merkle.ts'

interface LogTreeProps {
  /** The entry, from 0. */
  readonly index: number
  /** Entries in the tree. */
  readonly size: number
  readonly label: string
}

const WIDTH = 320
const HEIGHT = 120
const GROUND = 96

/** Widths for show: a subtree of twice the height is drawn wider, not twice as wide, so that the small ones at the right edge stay visible. */
function layOut(size: number): { readonly level: number; readonly first: number; readonly last: number; readonly left: number; readonly width: number }[] {
  const parts = decompose(0, size)
  const weights = parts.map(({ level }) => level + 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let left = 10
  return parts.map(({ level, index }, at) => {
    const width = ((WIDTH - 20) * weights[at]!) / total
    const part = { level, first: index * 2 ** level, last: (index + 1) * 2 ** level - 1, left, width }
    left += width
    return part
  })
}

/**
 * A log's tree as it grew: each whole subtree a triangle, older and larger ones to the left, the newest entries at the right edge, all
 * joined in one root; the entry is the marked leaf.
 */
export function LogTree({ index, size, label }: LogTreeProps) {
  const parts = layOut(size)
  const highest = Math.max(...parts.map(({ level }) => level), 1)
  const top = (level: number): number => GROUND - 14 - (56 * level) / highest
  const apexes = parts.map(({ level, left, width }) => ({ x: left + width / 2, y: top(level) }))
  const holder = parts.findIndex(({ first, last }) => index >= first && index <= last)
  const part = parts[holder]
  const spot = part ? part.left + 3 + ((part.width - 6) * (index - part.first + 0.5)) / (part.last - part.first + 1) : 0
  return (
    <figure className="m-0">
      <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-auto w-full max-w-md">
      {apexes.length > 1 && (
        <path d={`M${apexes[0]!.x} ${apexes[0]!.y}L${WIDTH / 2} 10${apexes.slice(1).map(({ x, y }) => `M${x} ${y}L${WIDTH / 2} 10`).join('')}`} className="fill-none stroke-rule-strong" strokeWidth="1" />
      )}
      {parts.map(({ left, width, level }, at) => (
        <path
          key={left}
          d={level === 0 ? `M${left + width / 2} ${GROUND}V${top(0)}` : `M${left + 2} ${GROUND}L${left + width / 2} ${top(level)}L${left + width - 2} ${GROUND}Z`}
          className={at === holder ? 'fill-wash stroke-ink' : 'fill-none stroke-soft'}
          strokeWidth="1.25"
          strokeLinejoin="round"
        />
      ))}
      <circle cx={parts.length > 1 ? WIDTH / 2 : apexes[0]?.x} cy={parts.length > 1 ? 10 : apexes[0]?.y} r="3.5" className="fill-ink" />
      {part && (
        <>
          <path d={`M${spot} ${GROUND}L${apexes[holder]!.x} ${apexes[holder]!.y}`} className="stroke-link" strokeWidth="1.5" />
          <circle cx={spot} cy={GROUND} r="5" className="fill-link stroke-surface" strokeWidth="1.5" />
        </>
      )}
      </svg>
      <figcaption className="text-[.8125rem] text-soft">{label}</figcaption>
    </figure>
  )
}
