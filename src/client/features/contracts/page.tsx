import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { contractStateSchema } from '../../../protocol/contract.ts'
import { useContracts, useSession } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Column, Empty, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { SellerFrame } from '../../ui/seller-frame.tsx'
import { sortByAttention } from './attention.ts'
import { type Filter, filterContracts } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { ContractList } from './list.tsx'
import { TemplateDialog } from './template-dialog.tsx'
import { Volume } from './volume.tsx'

/** The filter stands in the address, so that going back or reloading keeps it. */
function useFilter(): [Filter, (filter: Filter) => void] {
  const [search, setSearch] = useSearchParams()
  const filter = { words: search.get('find') ?? '', state: contractStateSchema.safeParse(search.get('state')).data ?? null }
  return [filter, ({ words, state }) => setSearch({ ...(words && { find: words }), ...(state && { state }) }, { replace: true })]
}

/** A seller's contracts: what needs attention first. */
export default function ContractsPage() {
  const session = useSession()
  const contracts = useContracts(Boolean(session.data))
  const [choosing, setChoosing] = useState<'sale-of-goods' | 'own-file' | null>(null)
  const [now] = useState(() => Date.now())
  const [filter, setFilter] = useFilter()
  const all = contracts.data ?? []
  const isFiltered = filter.words.trim() !== '' || filter.state !== null
  const { attention, others } = sortByAttention(filterContracts(all, filter), now)
  const found = [...attention, ...others]
  const start = (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setChoosing('own-file')}>{m.contracts_new_own_file()}</Button>
      <Button look="main" onClick={() => setChoosing('sale-of-goods')}>{m.contracts_new()}</Button>
    </div>
  )
  return (
    <SellerFrame>
      <Column>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <PageTitle title={m.contracts_title()} />
          {start}
        </div>
        {contracts.isPending && <Waiting label={m.ui_loading()} />}
        {contracts.isError && <FailureNotice error={contracts.error} onRetry={() => void contracts.refetch()} />}
        {contracts.data?.length === 0 && <Empty title={m.contracts_empty()} actions={start}>{m.contracts_empty_text()}</Empty>}
        {all.length > 0 && (
          <>
            <FilterBar filter={filter} counts={new Map([...Map.groupBy(all, ({ state }) => state)].map(([state, group]) => [state, group.length]))} onChange={setFilter} />
            <output className="sr-only">{isFiltered && m.contracts_found_count({ count: found.length })}</output>
            {isFiltered && found.length === 0 && <Empty title={m.contracts_none_found()} actions={<Button onClick={() => setFilter({ words: '', state: null })}>{m.contracts_show_all()}</Button>} />}
            {isFiltered && found.length > 0 && <ContractList title={m.contracts_found()} contracts={found} now={now} />}
            {!isFiltered && <ContractList title={m.contracts_attention()} contracts={attention} now={now} empty={m.contracts_none_attention()} />}
            {!isFiltered && others.length > 0 && <ContractList title={m.contracts_others()} contracts={others} now={now} />}
            <Volume contracts={all} now={now} />
          </>
        )}
      </Column>
      {choosing && <TemplateDialog key={choosing} open first={choosing} onClose={() => setChoosing(null)} />}
    </SellerFrame>
  )
}
