import { useState } from 'react'
import { useContracts, useSession } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Column, Empty, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { SellerFrame } from '../../ui/seller-frame.tsx'
import { sortByAttention } from './attention.ts'
import { ContractList } from './list.tsx'
import { TemplateDialog } from './template-dialog.tsx'

/** A seller's contracts: what needs attention first. */
export default function ContractsPage() {
  const session = useSession()
  const contracts = useContracts(Boolean(session.data))
  const [choosing, setChoosing] = useState<'sale-of-goods' | 'own-file' | null>(null)
  const [now] = useState(() => Date.now())
  const { attention, others } = sortByAttention(contracts.data ?? [], now)
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
        {contracts.data && contracts.data.length > 0 && (
          <>
            <ContractList title={m.contracts_attention()} contracts={attention} now={now} empty={m.contracts_none_attention()} />
            {others.length > 0 && <ContractList title={m.contracts_others()} contracts={others} now={now} />}
          </>
        )}
      </Column>
      {choosing && <TemplateDialog key={choosing} open first={choosing} onClose={() => setChoosing(null)} />}
    </SellerFrame>
  )
}
