import type { LogView } from '../../protocol/log.ts'
import { formatCount, formatDate } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'

const WIDTH = 640
const HEIGHT = 160
const BASE = 140

/** Entries over time, as a line that can only rise. */
export function Growth({ growth }: { readonly growth: LogView['growth'] }) {
  const [first, last] = [growth[0], growth.at(-1)]
  if (!first || !last) return null
  const [from, to] = [Date.parse(first.at), Math.max(Date.parse(last.at), Date.parse(first.at) + 1)]
  const points = growth.map(({ at, size }) => `${20 + ((Date.parse(at) - from) / (to - from)) * (WIDTH - 40)} ${BASE - (size / Math.max(last.size, 1)) * 120}`)
  const line = `M20 ${BASE}L${points.join('L')}L${WIDTH - 20} ${points.at(-1)!.split(' ')[1]}`
  return (
    <figure className="m-0 grid gap-1">
      <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-auto w-full">
        <path d={`${line}V${BASE}Z`} className="fill-wash" />
        <path d={line} className="fill-none stroke-ink" strokeWidth="2" strokeLinejoin="round" />
        <path d={`M20 ${BASE}H${WIDTH - 20}`} className="stroke-rule-strong" />
      </svg>
      <figcaption className="num text-[.8125rem] text-soft">{m.log_growth({ from: formatDate(first.at), to: formatDate(last.at), size: formatCount(last.size) })}</figcaption>
    </figure>
  )
}
