import type { FormationView } from '../../core/contract/formation-view.ts'
import { trailSchema, type Trail } from '../../core/evidence/trail.ts'
import { formationViewSchema } from '../../protocol/formation.ts'
import { requestJson } from './request.ts'

/** Where a contract's papers are: the seller's by its id, a party's by its link. */
export type TrailSource = { readonly contract: string } | { readonly token: string }

const at = (source: TrailSource): string => ('contract' in source ? `/api/contracts/${encodeURIComponent(source.contract)}` : `/api/offers/${encodeURIComponent(source.token)}`)

export const fetchTrail = (source: TrailSource): Promise<Trail> => requestJson(trailSchema, `${at(source)}/trail`)

export const trailFile = (source: TrailSource, kind: 'pdf' | 'json', language: 'vi' | 'en'): string => `${at(source)}/trail.${kind}${kind === 'pdf' ? `?lang=${language}` : ''}`

/** An answer's papers. */
export type AnswerSource = { readonly token: string } | { readonly acceptance: string } | { readonly contract: string; readonly offer: string }

const answerAt = (source: AnswerSource): string => {
  if ('acceptance' in source) return `/api/acceptances/${encodeURIComponent(source.acceptance)}`
  return 'token' in source ? `/api/offers/${encodeURIComponent(source.token)}` : `/api/contracts/${encodeURIComponent(source.contract)}/offers/${encodeURIComponent(source.offer)}`
}

export const answerSheet = (source: AnswerSource, kind: 'certificate.pdf' | 'record.pdf' | 'record.json', language: 'vi' | 'en'): string => `${answerAt(source)}/${kind}?lang=${language}`

export const fetchFormation = (source: Exclude<AnswerSource, { acceptance: string }>): Promise<FormationView> => requestJson(formationViewSchema, `${answerAt(source)}/formation`)
