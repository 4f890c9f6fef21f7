import type { ContractRecord } from '../../../core/evidence/record.ts'
import { m } from '../../messages/generated/messages.js'

/** Who a record is about, as people say it, by the party's id. */
export type Names = Readonly<Record<string, string>>

function who(record: ContractRecord, names: Names, about: string | null): string {
  const party = record.actor.party ?? about
  if (record.actor.kind === 'service' && about === null) return m.record_who_service()
  if (record.actor.kind === 'visitor') return m.record_who_visitor()
  return names[party ?? ''] ?? (party === 'seller' ? m.record_who_seller() : m.record_who_buyer())
}

/** One sentence that says what happened. */
export function eventSentence(record: ContractRecord, names: Names, about: string | null = null): string {
  const name = who(record, names, about)
  switch (record.event) {
    case 'drafted': return m.record_event_drafted({ name })
    case 'published': return m.record_event_published({ name, version: record.version ?? '' })
    case 'offered': return m.record_event_offered({ name })
    case 'delivered': return record.evidence?.received ? m.record_event_delivered() : m.record_event_handed_over()
    case 'displayed': return record.evidence?.notice ? m.record_event_notice_displayed() : m.record_event_displayed({ name })
    case 'accessed': return record.evidence?.notice ? m.record_event_notice_accessed() : m.record_event_accessed({ name })
    case 'code-sent': return m.record_event_code_sent()
    case 'code-failed': return m.record_event_code_failed()
    case 'certificate-issued': return m.record_event_certificate_issued({ name })
    case 'certificate-presented': return m.record_event_certificate_presented({ name })
    case 'agreed': return m.record_event_agreed({ name })
    case 'declined': return m.record_event_declined({ name })
    case 'withdrawn': return m.record_event_withdrawn({ name })
    case 're-accepted': return m.record_event_re_accepted({ name })
    case 'signature-discarded': return m.record_event_signature_discarded({ name })
    case 'validation-data-added': return m.record_event_validation_data()
    case 'archive-extended': return m.record_event_archive_extended()
    case 'copy-sent': return m.record_event_copy_sent()
    case 'lapsed': return m.record_event_lapsed()
    case 'offer-withdrawn': return m.record_event_offer_withdrawn({ name })
    case 'erased': return m.record_event_erased()
    case 'particulars-given': return m.record_event_particulars_given({ name })
    case 'invited': return m.record_event_invited({ name })
    case 'reminded': return m.record_event_reminded({ name: names[about ?? ''] ?? name })
    case 'notice-sent': return m.record_event_notice_sent({ name })
  }
}

export type EventWeight = 'milestone' | 'step' | 'trouble'

/** Milestones stand out; the rest is the way there. */
export function weigh(record: ContractRecord): EventWeight {
  switch (record.event) {
    case 'published': case 'offered': case 'agreed': case 're-accepted': return 'milestone'
    case 'declined': case 'lapsed': case 'offer-withdrawn': case 'withdrawn': case 'code-failed': case 'signature-discarded': case 'erased': return 'trouble'
    default: return 'step'
  }
}
