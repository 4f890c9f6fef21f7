import { contractLogSchema, logViewSchema, type ContractLog, type LogView } from '../../protocol/log.ts'
import { requestJson } from './request.ts'

export function fetchLogView(): Promise<LogView> {
  return requestJson(logViewSchema, '/api/log')
}

export function fetchContractLog(contract: string): Promise<ContractLog> {
  return requestJson(contractLogSchema, `/api/contracts/${encodeURIComponent(contract)}/log`)
}

export const evidenceAddress = (contract: string): string => `/api/contracts/${encodeURIComponent(contract)}/evidence`

export const answerProofAddress = (token: string): string => `/api/offers/${encodeURIComponent(token)}/proof`

/** A file below `/log/` as it is served now, whatever this browser kept of it: a check must not read its own earlier copy. Null when it is not there. */
export async function fetchLog(path: string): Promise<Uint8Array | null> {
  const answer = await fetch(`/log/${path}`, { cache: 'no-store' })
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
}
