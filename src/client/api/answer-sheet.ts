import * as z from 'zod/mini'
import type { FormationView } from '../../core/contract/formation-view.ts'
import { formationViewSchema } from '../../protocol/formation.ts'
import { requestJson } from './request.ts'

/** An answer's papers: by its link, or for the contract's seller. */
export type AnswerSource = { readonly token: string } | { readonly acceptance: string } | { readonly contract: string; readonly offer: string }

function answerAt(source: AnswerSource): string {
  if ('acceptance' in source) return `/api/acceptances/${encodeURIComponent(source.acceptance)}`
  return 'token' in source ? `/api/offers/${encodeURIComponent(source.token)}` : `/api/contracts/${encodeURIComponent(source.contract)}/offers/${encodeURIComponent(source.offer)}`
}

export const answerSheet = (source: AnswerSource, kind: 'certificate.pdf' | 'record.pdf' | 'record.json', language: 'vi' | 'en'): string => `${answerAt(source)}/${kind}?lang=${language}`

export const fetchFormation = (source: Exclude<AnswerSource, { acceptance: string }>): Promise<FormationView> => requestJson(formationViewSchema, `${answerAt(source)}/formation`)

const shownSchema = z.object({ snapshot: z.nullable(z.string()) })

/** What the screen showed at an answer, as the browser recorded it; null where it sent only the hash. */
export async function fetchShown(source: AnswerSource, language: 'vi' | 'en'): Promise<string | null> {
  return (await requestJson(shownSchema, answerSheet(source, 'record.json', language))).snapshot
}
