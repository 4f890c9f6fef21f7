import { useParams } from 'react-router'
import { isFailure } from '../api/failure.ts'
import { useContract, useSession } from '../api/query.ts'
import { m } from '../messages/generated/messages.js'
import { FailureNotice } from '../ui/failure.tsx'
import { Column } from '../ui/page.tsx'
import { Waiting } from '../ui/progress.tsx'
import { SellerFrame } from '../ui/seller-frame.tsx'
import { NotFound } from './not-found.tsx'
import { lazyPage } from './page-map.ts'

const Draft = lazyPage('draft')
const Published = lazyPage('record')

/** `/contracts/:contract`: the editor while it is a draft, its history afterwards. */
export default function ContractRoute() {
  const { contract = '' } = useParams()
  const session = useSession()
  const detail = useContract(session.data ? contract : '')
  if (detail.data) {
    const Page = detail.data.draft === null ? Published : Draft
    return <Page key={contract} />
  }
  if (isFailure(detail.error, 'CONTRACT_NOT_FOUND')) return <NotFound />
  return (
    <SellerFrame>
      {detail.isError ? <Column width="text"><FailureNotice error={detail.error} onRetry={() => void detail.refetch()} /></Column> : <Waiting label={m.ui_loading()} />}
    </SellerFrame>
  )
}
