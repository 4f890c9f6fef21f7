import { isCodedError } from '../../core/bytes/error.ts'
import { sentenceOf } from '../api/sentence.ts'
import { isFailure } from '../api/failure.ts'
import { formatInstant } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'

const SENTENCES: Readonly<Record<string, () => string>> = {
  PASSPHRASE_WEAK: m.keystore_passphrase_weak,
  PASSKEY_WRONG: m.keystore_passkey_wrong,
  PASSKEY_UNSUPPORTED: m.keystore_passkey_unsupported,
  KEY_LOST: m.keystore_lost,
  KEY_NOT_EXPORTABLE: m.keystore_not_exportable,
  PKCS12_PASSPHRASE_WRONG: m.keystore_file_wrong,
  PKCS12_ITERATIONS_EXCESSIVE: m.keystore_file_heavy,
  PKCS12_MAC_ABSENT: m.keystore_file_unsigned,
  PKCS12_KEY_UNSUPPORTED: m.keystore_file_key,
  PKCS12_KEY_ABSENT: m.keystore_file_certificate,
  PKCS12_CERTIFICATE_ABSENT: m.keystore_file_certificate,
  PKCS12_CIPHER_UNSUPPORTED: m.keystore_file_cipher,
  STORAGE_UNAVAILABLE: m.keystore_storage,
  STORAGE_FAILED: m.keystore_storage,
}

/** What went wrong with a key, that nothing was lost, what to do; for failures of the service, its own words. */
export function keySentence(error: unknown): string {
  if (isFailure(error)) return sentenceOf(error)
  if (!isCodedError(error)) return m.keystore_failed()
  const { code, details } = error
  // The last attempt that was free begins the pause.
  const isPaused = code === 'KEY_LOCKED_OUT' || (code === 'PASSPHRASE_WRONG' && details['left'] === 0)
  if (code === 'PASSPHRASE_WRONG' && !isPaused) return m.keystore_passphrase_wrong({ left: Number(details['left'] ?? 0) })
  if (isPaused) return m.keystore_locked_out({ time: formatInstant(new Date(Number(details['until'] ?? 0)).toISOString()) })
  if (SENTENCES[code]) return SENTENCES[code]()
  return code.startsWith('PKCS12_') ? m.keystore_file_damaged() : m.keystore_failed()
}
