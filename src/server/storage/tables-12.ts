import type { Change } from './table.ts'

/** Consent to the use of personal data, apart from contracts; withdrawals from signed contracts; and by which address a person's offers are found. */
export const PERSONAL: Change = {
  tables: {
    data_consent: {
      columns: {
        id: 'text', contract: 'text', version_id: 'text', offer: 'text?', agreement: 'text?', subject_lookup: 'text?', token_hash: 'text', token: 'bytes', acts: 'integer', created_at: 'integer', erased_at: 'integer?',
      },
      key: ['id'],
      unique: [['token_hash'], ['offer'], ['subject_lookup', 'version_id']],
      index: [['contract']],
    },
    data_consent_act: {
      columns: {
        consent: 'text', sequence: 'integer', event: 'text', statement_hash: 'text', key_thumbprint: 'text', record_hash: 'text', content: 'bytes', at: 'integer',
      },
      key: ['consent', 'sequence'],
      unique: [['statement_hash'], ['key_thumbprint']],
    },
    withdrawal: {
      columns: { offer: 'text', contract: 'text', record_hash: 'text', content: 'bytes', at: 'integer' },
      key: ['offer'],
      index: [['contract']],
    },
    erasure: {
      columns: { id: 'text', about: 'text', contract: 'text', subject: 'text', outcome: 'text', reason: 'text', at: 'integer' },
      key: ['id'],
      index: [['about', 'subject']],
    },
  },
  columns: { offer: { email_lookup: 'text?', erased_at: 'integer?' } },
  indexes: { offer: [['email_lookup']] },
}
