import type { Act, Identity, Presentation } from '../../core/consent/statement.ts'

/**
 * Tables. Instants are epoch milliseconds. Columns typed `Sealed` hold AES-256-GCM under a data key (`data_key`), never clear text;
 * columns named `…_lookup` hold an HMAC under a key derived from the master key.
 */
export type Sealed = Uint8Array

export interface Database {
  fact: { name: string; value: string }
  counter: { name: string; value: number }
  data_key: { id: string; kind: 'person' | 'contract' | 'service'; wrapped: Uint8Array | null; created_at: number; destroyed_at: number | null }
  authority_key: { name: string; certificate: Uint8Array; private_key: Sealed; not_after: number; created_at: number; current: number; thumbprint: string; serial: string; revoked_at: number | null; reason: string | null }
  person: { id: string; email_lookup: string; email: Sealed; created_at: number }
  session: { token_hash: string; person: string; demo: number; proven_at: number; expires_at: number }
  session_code: { email_lookup: string; code_hash: string; attempts: number; expires_at: number; demo: number; window_start: number; sent_in_window: number }
  contract: {
    id: string; person: string; template: string; language: 'vi' | 'en'; state: string; revision: number; draft: Sealed | null; summary: Sealed
    next_sequence: number; created_at: number; updated_at: number; retain_until: number | null; erased_at: number | null
  }
  pending_publication: { contract: string; revision: number; document_hash: string; document: Sealed; created_at: number }
  own_file: {
    contract: string; blob: string; hash: string; size: number; pages: number; signatures: number; text: Sealed; base_hash: string | null; base_size: number | null; at: number
  }
  contract_version: { version_id: string; contract: string; version: string; document_hash: string; document: Sealed; publication: Sealed; published_at: number }
  certificate: {
    serial: string; thumbprint: string; contract: string; purpose: 'publication' | 'signature'; subject: string; request_hash: string
    certificate: Sealed; crl: Uint8Array; salt: Sealed; not_before: number; not_after: number; issued_at: number; issuer: string | null
    /** Null for what was issued before the log. */
    log_position: number | null; log_proof: Uint8Array | null
  }
  offer: {
    id: string; contract: string; version_id: string; token_hash: string; token: Sealed; party: string; email: Sealed; name: Sealed | null; state: string
    sent_at: number; answered_at: number | null; reply_by: number | null
    round: string | null; turn: number | null; given: Sealed | null; invited_at: number | null; turn_at: number | null; reminded_at: number | null
    /** HMAC of the address, by which a person finds its own offers. Null for what was sent before there was one. */
    email_lookup: string | null; erased_at: number | null
  }
  round: {
    id: string; contract: string; version_id: string; state: 'open' | 'concluded' | 'declined' | 'lapsed' | 'withdrawn'; particulars: Sealed | null; revision: number
    file_offer: string | null; file_hash: string | null; file_size: number | null; blob: string | null; reply_by: number | null; created_at: number; ended_at: number | null
  }
  discarded: { offer: string; upload_hash: string; at: number }
  challenge: { value_hash: string; offer: string; key_thumbprint: string; expires_at: number; statement_hash: string | null }
  intent: {
    offer: string; statement_hash: string; statement: Sealed; particulars: Sealed; claims: Sealed; key_thumbprint: string; base_hash: string
    code_hash: string | null; code_expires_at: number | null; code_sent_at: number | null; attempts: number; codes_sent: number
    demo: number; proven_at: number | null; state: 'code-sent' | 'certified' | 'accepted'; created_at: number
    /** Null for what was sent before it was kept, and by programs that show nothing. */
    snapshot: Sealed | null
  }
  answer: {
    offer: string; contract: string; event: 'agreed' | 'declined'; statement_hash: string; upload_hash: string | null; file_hash: string | null
    file_size: number | null; blob: string | null; record_hash: string; receipt: Sealed; received_at: number
  }
  record: {
    contract: string; sequence: number; hash: string; event: string; offer: string | null; record: Sealed; salt: Sealed; at: number; log_position: number | null
  }
  archive_file: {
    offer: string; contract: string; sequence: number; blob: string; file_hash: string; file_size: number; due_at: number | null; policy: string; at: number
  }
  log_entry: { position: number; entry: Uint8Array; at: number }
  /** One row for each origin; the one with the highest number is current. An entry's index is its position − first_position. */
  log_tree: {
    number: number; origin: string; first_position: number; size: number; root: Uint8Array; verifier: string; private_key: Sealed; created_at: number; updated_at: number
  }
  log_tile: { log: number; level: number; place: number; hashes: Uint8Array }
  log_growth: { log: number; minute: number; size: number; root: Uint8Array }
  log_cosignature: { log: number; witness: string; size: number; line: string; at: number }
  mail: {
    id: string; key: string; kind: string; contract: string | null; offer: string | null; content: Sealed | null; state: 'queued' | 'sent' | 'failed'
    attempts: number; next_at: number | null; created_at: number; sent_at: number | null
    /** SMTP reply code of the last attempt that was not taken. */
    reply: number | null
  }
  agreement: {
    id: string; person: string; title: Sealed; language: 'vi' | 'en'; origins: string; webhook: Sealed | null; host_secret: Sealed; webhook_secret: Sealed; created_at: number
  }
  agreement_version: { agreement: string; number: string; kind: 'major' | 'minor'; contract: string; active_from: number | null; retired_at: number | null; created_at: number }
  click_challenge: { value_hash: string; agreement: string; number: string; key_thumbprint: string; subject_lookup: string | null; expires_at: number; statement_hash: string | null }
  acceptance: {
    id: string; agreement: string; number: string; version_id: string; contract: string; event: 'agreed' | 're-accepted' | 'declined'; presentation: Presentation; act: Act; identity: Identity
    subject_lookup: string | null; token_hash: string; statement_hash: string; document_hash: string; record_hash: string; content: Sealed; at: number
    withdraw_until: number | null; withdrawn_at: number | null; withdrawal: Sealed | null; erased_at: number | null
  }
  /** One person's decisions about its data, under one notice; `acts` is their number. Sealed under a key of its own (`data_key`, by this id). */
  data_consent: {
    id: string; contract: string; version_id: string; offer: string | null; agreement: string | null; subject_lookup: string | null; token_hash: string; token: Sealed; acts: number; created_at: number
    erased_at: number | null
  }
  data_consent_act: {
    consent: string; sequence: number; event: 'given' | 'changed' | 'withdrawn' | 'refused'; statement_hash: string; key_thumbprint: string; record_hash: string; content: Sealed; at: number
  }
  /** An agreement that a published contract asks for beside its own text. */
  alongside: { contract: string; agreement: string; number: string; document_hash: string }
  /** The seller's answer to an order. */
  order_reply: { acceptance: string; event: 'accepted' | 'declined'; record_hash: string; at: number }
  /** A party's withdrawal from a signed contract. */
  withdrawal: { offer: string; contract: string; record_hash: string; content: Sealed; at: number }
  /** Consent to electronic records that was taken back; sealed under the key of the contract, or of the acceptance. */
  records_withdrawal: { id: string; contract: string; record_hash: string; content: Sealed; at: number }
  /** What was asked to be erased, and what came of it; nothing in it is personal. */
  erasure: { id: string; about: 'offer' | 'acceptance' | 'data-consent'; contract: string; subject: string; outcome: 'erased' | 'refused'; reason: string; at: number }
  webhook_delivery: {
    id: string; agreement: string; content: Sealed | null; state: 'queued' | 'sent' | 'failed'; attempts: number; next_at: number | null; created_at: number; sent_at: number | null
  }
  /** `issuer`: thumbprint of the issuing certificate. `held_since`: when a suspension began; a revocation that follows counts from there. */
  kept_certificate: {
    serial: string; thumbprint: string; key_thumbprint: string; request_hash: string; person: string; issuer: string; certificate: Sealed; salt: Sealed
    state: 'good' | 'suspended' | 'revoked'; reason: string | null; held_since: number | null; changed_at: number; demo: number; organisation: number; replaces: string | null
    notices: number; not_before: number; not_after: number; issued_at: number; log_position: number | null
  }
  certificate_event: { serial: string; sequence: number; event: 'issued' | 'suspended' | 'restored' | 'revoked'; reason: string | null; actor: 'holder' | 'operator'; at: number; salt: Sealed }
  /** Which kept or brought certificate an act was done with; `chain` is a DER sequence of certificates, `log_proof` what the act's signature carries. */
  used_certificate: {
    contract: string; purpose: 'publication' | 'signature'; subject: string; kind: 'kept' | 'own'; serial: string; thumbprint: string; certificate: Sealed; chain: Sealed
    not_before: number; not_after: number; used_at: number; log_proof: Sealed | null
  }
  published_crl: { issuer: string; number: number; epoch: number; base: number; crl: Uint8Array; delta: Uint8Array | null; this_update: number; next_update: number }
  /** An organisation for which the operator has checked that this person may act. */
  organisation: { person: string; name: Sealed; identifier: Sealed; attested_at: number }
  passkey: {
    id: string; person: string; public_key: Uint8Array; algorithm: number; counter: number; label: Sealed; demo: number; proven_at: number; created_at: number; used_at: number | null
  }
  /** When a contract, or a log, was last held against hashes, links, log and signatures. */
  integrity_check: { subject: string; checked_at: number }
  damage: { subject: string; name: string; code: string; found_at: number; seen_at: number }
  legal_hold: { contract: string; reason: Sealed; placed_at: number }
  retention_run: { at: number; rule: string; done: number }
  passkey_challenge: { value_hash: string; person: string | null; expires_at: number }
}
