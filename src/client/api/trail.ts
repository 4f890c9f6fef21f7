import { trailSchema, type Trail } from '../../core/evidence/trail.ts'
import { requestJson } from './request.ts'

/** Where a contract's papers are: the seller's by its id, a party's by its link. */
export type TrailSource = { readonly contract: string } | { readonly token: string }

const at = (source: TrailSource): string => ('contract' in source ? `/api/contracts/${encodeURIComponent(source.contract)}` : `/api/offers/${encodeURIComponent(source.token)}`)

export const fetchTrail = (source: TrailSource): Promise<Trail> => requestJson(trailSchema, `${at(source)}/trail`)

export const trailFile = (source: TrailSource, kind: 'pdf' | 'json', language: 'vi' | 'en'): string => `${at(source)}/trail.${kind}${kind === 'pdf' ? `?lang=${language}` : ''}`
