import { listRisks } from '../../../core/consent/risk.ts'
import type { RiskCode } from '../../../core/consent/risk.ts'
import { m } from '../../messages/generated/messages.js'
import { useEditor } from './editor.ts'

const SENTENCES: Readonly<Record<RiskCode, () => string>> = {
  NOTICE_ONLY: m.consent_risk_notice_only, NO_BOX: m.consent_risk_no_box, TERMS_UNSEEN: m.consent_risk_terms_unseen, BUTTON_VAGUE: m.consent_risk_button_vague,
  BUTTON_UNNAMED: m.consent_risk_button_unnamed, AGREEMENTS_MERGED: m.consent_risk_agreements_merged, SENTENCE_LONG: m.consent_risk_sentence_long, PAYMENT_UNNAMED: m.consent_risk_payment_unnamed,
  TOTAL_UNNAMED: m.consent_risk_total_unnamed, DISCLOSURE_SHORT: m.consent_risk_disclosure_short,
}

/** What may be held against this consent, rule by rule, before anybody has pressed; each press is measured anew. */
export function ConsentRisk() {
  const { draft } = useEditor()
  const risks = listRisks(draft)
  return (
    <section className="grid gap-2" aria-labelledby="consent-risk">
      <h3 id="consent-risk" className="text-base font-semibold">{m.consent_risks()}</h3>
      <p className="text-sm text-soft">{risks.length === 0 ? m.consent_risks_none() : m.consent_risks_hint()}</p>
      {risks.length > 0 && (
        <ul className="grid gap-2">
          {risks.map(({ code, rule, control }) => (
            <li key={`${code}${control}`} className="rounded-control border-l-4 border-doubt bg-doubt-wash px-3 py-2 text-sm text-ink">
              <span className="num mr-2 font-mono text-xs text-soft">{rule}</span>{SENTENCES[code]()}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
