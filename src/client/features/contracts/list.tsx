import { useId, useState } from 'react'
import { Link } from 'react-router'
import type { ContractSummary } from '../../../protocol/contract.ts'
import { formatDistance, formatInstant, formatMoney } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { ContractStateChip, offerStateName } from '../../ui/contract-state.tsx'
import { isUnreached } from './attention.ts'

/** Rows shown at once, and added by each press for more. */
const ROWS = 50

interface ListProps {
  readonly title: string
  readonly contracts: readonly ContractSummary[]
  readonly now: number
  /** Said when there are none. */
  readonly empty?: string
}

function noteOf(contract: ContractSummary, now: number): string {
  const parts = [contract.number, contract.version && m.contracts_version({ version: contract.version })].filter(Boolean)
  if (contract.state === 'draft') parts.push(m.contracts_draft_note({ time: formatDistance(contract.updatedAt, now) }))
  return parts.join(' · ')
}

function Parties({ contract }: { readonly contract: ContractSummary }) {
  const [first, ...rest] = contract.parties.filter((party) => party.state !== null)
  if (!first?.state) return <span className="text-soft">{m.contracts_no_party()}</span>
  return (
    <>
      {first.name}
      <div className="text-[.8125rem] text-soft">{offerStateName(first.state)}{rest.length > 0 && `, ${m.contracts_more_parties({ count: rest.length })}`}</div>
      {isUnreached(contract) && <div className="text-[.8125rem] font-semibold text-fail">{m.contracts_unreached()}</div>}
    </>
  )
}

/** A table at the desk, cards on a phone: the same rows. */
export function ContractList({ title, contracts, now, empty }: ListProps) {
  const id = useId()
  const [shown, setShown] = useState(ROWS)
  const cell = 'px-4 md:border-b md:border-rule md:py-3.5 align-top'
  return (
    <section aria-labelledby={id} className="grid gap-2">
      <h2 id={id} className="text-base">{title}</h2>
      {contracts.length === 0 ? (
        <p className="sheet px-4 py-6 text-soft">{empty}</p>
      ) : (
        <div className="sheet overflow-hidden">
          <table className="block w-full border-collapse md:table">
            <thead className="hidden text-left text-[.8125rem] text-soft md:table-header-group">
              <tr className="[&>th]:border-b [&>th]:border-rule-strong [&>th]:px-4 [&>th]:py-2.5 [&>th]:font-normal">
                <th scope="col">{m.contracts_column_contract()}</th>
                <th scope="col">{m.contracts_column_parties()}</th>
                <th scope="col">{m.contracts_column_state()}</th>
                <th scope="col">{m.contracts_column_deadline()}</th>
                <th scope="col" className="text-right">{m.contracts_column_total()}</th>
              </tr>
            </thead>
            <tbody className="num block md:table-row-group">
              {contracts.slice(0, shown).map((contract) => (
                <tr key={contract.id} className="relative grid grid-cols-[minmax(0,1fr)_auto] gap-y-1 border-b border-rule py-4 last:border-0 hover:bg-wash focus-within:bg-wash md:table-row md:py-0">
                  <th scope="row" className={`${cell} text-left font-normal`}>
                    <Link to={`/contracts/${contract.id}`} className="font-semibold text-ink no-underline after:absolute after:inset-0 hover:underline">{contract.title || m.contracts_untitled()}</Link>
                    <div className="text-[.8125rem] text-soft">{noteOf(contract, now)}</div>
                  </th>
                  <td className={`${cell} col-start-1 row-start-2`}><Parties contract={contract} /></td>
                  <td className={`${cell} col-start-2 row-start-1 pl-0 text-right md:pl-4 md:text-left`}><ContractStateChip state={contract.state} /></td>
                  <td className={`${cell} col-span-2 text-[.8125rem] empty:hidden md:text-[length:inherit]`}>
                    {contract.replyBy ? (
                      <>
                        <time dateTime={contract.replyBy}><span className="text-soft md:hidden">{m.contracts_column_deadline()}: </span>{formatInstant(contract.replyBy)}</time>
                        {contract.state === 'offered' && <div className="text-[.8125rem] text-soft">{formatDistance(contract.replyBy, now)}</div>}
                      </>
                    ) : (
                      <span aria-hidden="true" className="hidden text-soft md:inline">—</span>
                    )}
                  </td>
                  <td className={`${cell} col-start-2 row-start-2 pl-0 text-right`}>{contract.total && formatMoney(contract.total.amount, contract.total.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {contracts.length > shown && <p><Button onClick={() => setShown(shown + ROWS)}>{m.contracts_show_more()}</Button></p>}
    </section>
  )
}
