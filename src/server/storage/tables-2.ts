import type { Change } from './table.ts'

/** Certificates of kept keys with their history, keys that people brought along, published lists, passkeys. */
export const KEYS: Change = {
  tables: {
    kept_certificate: {
      columns: {
        serial: 'text', thumbprint: 'text', key_thumbprint: 'text', request_hash: 'text', person: 'text', issuer: 'text', certificate: 'bytes', salt: 'bytes', state: 'text', reason: 'text?',
        held_since: 'integer?', changed_at: 'integer', demo: 'integer', organisation: 'integer', replaces: 'text?', notices: 'integer', not_before: 'integer', not_after: 'integer', issued_at: 'integer',
      },
      key: ['serial'],
      unique: [['thumbprint'], ['person', 'request_hash']],
      index: [['person'], ['key_thumbprint'], ['issuer', 'state'], ['not_after', 'notices']],
    },
    certificate_event: { columns: { serial: 'text', sequence: 'integer', event: 'text', reason: 'text?', actor: 'text', at: 'integer', salt: 'bytes' }, key: ['serial', 'sequence'] },
    used_certificate: {
      columns: {
        contract: 'text', purpose: 'text', subject: 'text', kind: 'text', serial: 'text', thumbprint: 'text', certificate: 'bytes', chain: 'bytes', not_before: 'integer', not_after: 'integer',
        used_at: 'integer',
      },
      key: ['contract', 'purpose', 'subject'],
      index: [['thumbprint']],
    },
    published_crl: {
      columns: { issuer: 'text', number: 'integer', epoch: 'integer', base: 'integer', crl: 'bytes', delta: 'bytes?', this_update: 'integer', next_update: 'integer' },
      key: ['issuer', 'number'],
    },
    organisation: { columns: { person: 'text', name: 'bytes', identifier: 'bytes', attested_at: 'integer' }, key: ['person'] },
    passkey: {
      columns: {
        id: 'text', person: 'text', public_key: 'bytes', algorithm: 'integer', counter: 'integer', label: 'bytes', demo: 'integer', proven_at: 'integer', created_at: 'integer', used_at: 'integer?',
      },
      key: ['id'],
      index: [['person']],
    },
    passkey_challenge: { columns: { value_hash: 'text', person: 'text?', expires_at: 'integer' }, key: ['value_hash'], index: [['expires_at']] },
  },
  columns: {
    certificate: { issuer: 'text?' },
    authority_key: { revoked_at: 'integer?', reason: 'text?' },
  },
}
