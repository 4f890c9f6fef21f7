import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { DataPlace } from '../../protocol/data-consent.ts'
import { fetchDataConsent } from '../api/data-consent.ts'
import { useService } from '../api/query.ts'
import { DataChoicesForm } from './choices.tsx'

/** The questions about personal data of a contract or of terms, where their version has any; nothing else depends on whether they are answered. */
export default function PersonalData({ place }: { readonly place: DataPlace }) {
  const queries = useQueryClient()
  const name = ['data-consent', place]
  const asked = useQuery({ queryKey: name, queryFn: () => fetchDataConsent(place) })
  const service = useService()
  if (!asked.data || !service.data) return null
  // Who is known to nobody is found again by the link of its first decision.
  const kept = asked.data.token === null ? place : { kind: 'kept' as const, token: asked.data.token }
  return <DataChoicesForm place={kept} view={asked.data} appBuild={service.data.build} onDecided={(view) => queries.setQueryData(name, view)} />
}
