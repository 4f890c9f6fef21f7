import { useParams } from 'react-router'

/** The buyer's journey at /o/:token. */
export default function SignPage() {
  const { token = '' } = useParams()
  return <div data-token={token} />
}
