import { useParams } from 'react-router'
import { parseCanonicalJson } from '../../../core/bytes/canonical-json.ts'
import { parseContractDraft } from '../../../core/contract/document.ts'
import { useContract } from '../../api/query.ts'
import { DraftEditor } from './draft-editor.tsx'

/** `/contracts/:contract` while it is a draft. The contract is there already: the route has fetched it. */
export default function DraftPage() {
  const { contract = '' } = useParams()
  const { data } = useContract(contract)
  if (!data?.draft) return null
  return <DraftEditor key={contract} detail={data} saved={parseContractDraft(parseCanonicalJson(data.draft))} />
}
