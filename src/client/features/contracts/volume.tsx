import type { ContractSummary } from '../../../protocol/contract.ts'
import { formatCount } from '../../locale/format.ts'
import { currentLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { countByMonth } from './volume.ts'

/** Shown at the desk; a phone shows the later half. */
const MONTHS = 12

/** `11/26`, `Nov 26` */
function formatMonth(instant: string): string {
  const date = new Date(instant)
  if (currentLocale() === 'en') return new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit' }).format(date)
  return `${String(date.getMonth() + 1).padStart(2, '0')}/${String(date.getFullYear() % 100).padStart(2, '0')}`
}

function Bar({ count, most, look }: { readonly count: number; readonly most: number; readonly look: string }) {
  return (
    <span className="flex w-4 flex-col justify-end">
      {count > 0 && (
        <>
          <span className="num text-center">{formatCount(count)}</span>
          <span className={look} style={{ height: `${Math.ceil((count / most) * 72)}px` }} />
        </>
      )}
    </span>
  )
}

/** Contracts sent and concluded, month by month: bars to look at, and the same as a table for who cannot. */
export function Volume({ contracts, now }: { readonly contracts: readonly ContractSummary[]; readonly now: number }) {
  const months = countByMonth(contracts, now, MONTHS)
  const most = Math.max(...months.map(({ sent, concluded }) => Math.max(sent, concluded)))
  if (most === 0) return null
  return (
    <figure className="sheet m-0 grid gap-3 p-4 text-[.8125rem] text-soft">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <b className="text-base text-ink">{m.contracts_volume()}</b>
        <span aria-hidden="true" className="flex gap-4">
          <span className="flex items-center gap-1.5"><span className="inline-block size-3 border border-ink" />{m.contracts_volume_sent()}</span>
          <span className="flex items-center gap-1.5"><span className="inline-block size-3 bg-ink" />{m.contracts_volume_concluded()}</span>
        </span>
      </figcaption>
      <div aria-hidden="true" className="grid grid-cols-6 sm:grid-cols-12">
        {months.map(({ start, sent, concluded }, index) => (
          <div key={start} className={`grid-rows-[6rem_auto] gap-1 ${index < MONTHS / 2 ? 'hidden sm:grid' : 'grid'}`}>
            <span className="flex items-stretch justify-center gap-1 border-b border-rule-strong">
              <Bar count={sent} most={most} look="border border-b-0 border-ink" />
              <Bar count={concluded} most={most} look="bg-ink" />
            </span>
            <span className="num text-center">{formatMonth(start)}</span>
          </div>
        ))}
      </div>
      <table className="sr-only">
        <caption>{m.contracts_volume()}</caption>
        <thead><tr><th scope="col">{m.contracts_volume_month()}</th><th scope="col">{m.contracts_volume_sent()}</th><th scope="col">{m.contracts_volume_concluded()}</th></tr></thead>
        <tbody>{months.map(({ start, sent, concluded }) => <tr key={start}><th scope="row">{formatMonth(start)}</th><td>{sent}</td><td>{concluded}</td></tr>)}</tbody>
      </table>
    </figure>
  )
}
