import { useQuery } from '@tanstack/react-query'
import { fetchContract, fetchContracts, fetchRecords } from './contract.ts'
import { keys } from './keys.ts'
import { fetchService } from './service.ts'
import { fetchSession } from './session.ts'

export { keys } from './keys.ts'

/** Milliseconds between two looks at what others may have done. */
const LIVE = 10_000

export function useService() {
  return useQuery({ queryKey: keys.service, queryFn: fetchService, staleTime: Number.POSITIVE_INFINITY })
}

/** `data` is null for a stranger. */
export function useSession() {
  return useQuery({ queryKey: keys.session, queryFn: fetchSession, staleTime: 60_000 })
}

export function useContracts(enabled: boolean) {
  return useQuery({ queryKey: keys.contracts, queryFn: fetchContracts, enabled })
}

/** `live` asks again every few seconds: others act on the contract. */
export function useContract(contract: string, live = false) {
  return useQuery({ queryKey: keys.contract(contract), queryFn: () => fetchContract(contract), enabled: contract !== '', refetchInterval: live && LIVE })
}

export function useRecords(contract: string) {
  return useQuery({ queryKey: keys.records(contract), queryFn: () => fetchRecords(contract), refetchInterval: LIVE })
}
