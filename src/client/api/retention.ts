import { retentionViewSchema, type RetentionRequest, type RetentionView } from '../../protocol/retention.ts'
import { requestJson } from './request.ts'

const at = (contract: string) => `/api/contracts/${encodeURIComponent(contract)}/retention`

export const fetchRetention = (contract: string): Promise<RetentionView> => requestJson(retentionViewSchema, at(contract))

/** Throws ApiFailure RETENTION_REFUSED for a day before the rule's. */
export const setRetention = (contract: string, request: RetentionRequest): Promise<RetentionView> => requestJson(retentionViewSchema, at(contract), { method: 'PUT', json: request })
