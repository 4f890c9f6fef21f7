import { useQuery } from '@tanstack/react-query'
import { FormationFacts } from '../../agreement/formation.tsx'
import { fetchFormation } from '../../api/answer-sheet.ts'

interface FormationCardProps {
  readonly contract: string
  readonly offer: string
  /** How far the round is: when that changes, it is asked again. */
  readonly state: string
  readonly names: Readonly<Record<string, string>>
}

/** How the contract of the latest round came about, or stands. */
export function FormationCard({ contract, offer, state, names }: FormationCardProps) {
  const { data } = useQuery({ queryKey: ['formation', contract, offer, state], queryFn: () => fetchFormation({ contract, offer }) })
  return data ? <FormationFacts view={data} names={names} isCard /> : null
}
