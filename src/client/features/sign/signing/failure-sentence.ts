import { PAGE_REFUSALS } from '../../../../protocol/page-error.ts'
import type { Refusal } from '../../../../protocol/page-error.ts'
import { isFailure } from '../../../api/failure.ts'
import { sentenceOf } from '../../../api/sentence.ts'
import { currentLocale } from '../../../locale/locale.ts'
import { m } from '../../../messages/generated/messages.js'
import type { CeremonyFailure } from '../act/ceremony.ts'

/** What happened, that nothing was lost, what to do. */
export function failureSentence({ code, error }: CeremonyFailure): string {
  switch (code) {
    case 'OFFLINE': return m.sign_failure_offline()
    case 'STORAGE_UNAVAILABLE': case 'STORAGE_FAILED': return m.sign_failure_storage()
    case 'KEY_LOCKED': return m.keystore_unlock_text()
    case 'KEY_LOST': return m.sign_failure_key_lost()
    case 'CERTIFICATE_EXPIRED': return m.sign_failure_certificate_expired()
    case 'TIMESTAMP_UNANSWERED': return m.sign_failure_timestamp()
    case 'REVISION_SUSPECT': return m.sign_failure_revision()
    case 'FONTS_MISSING': return m.sign_failure_fonts()
    case 'WORKER_FAILED': return m.sign_failure_worker()
    default: break
  }
  if (isFailure(error) && error.sentence !== null) return sentenceOf(error)
  const known: Readonly<Record<string, Refusal>> = PAGE_REFUSALS
  return known[code]?.[currentLocale()] ?? (isFailure(error) ? sentenceOf(error) : m.sign_failure_worker())
}
