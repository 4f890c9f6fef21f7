import type { Change } from './table.ts'

/** Agreements that many accept, their versions, and every acceptance; what is personal is sealed under a key of its own acceptance. */
export const CONSENT: Change = {
  tables: {
    agreement: {
      columns: { id: 'text', person: 'text', title: 'bytes', language: 'text', origins: 'text', webhook: 'bytes?', host_secret: 'bytes', webhook_secret: 'bytes', created_at: 'integer' },
      key: ['id'],
      index: [['person']],
    },
    agreement_version: {
      columns: { agreement: 'text', number: 'text', kind: 'text', contract: 'text', active_from: 'integer?', retired_at: 'integer?', created_at: 'integer' },
      key: ['agreement', 'number'],
      unique: [['contract']],
    },
    click_challenge: {
      columns: { value_hash: 'text', agreement: 'text', number: 'text', key_thumbprint: 'text', subject_lookup: 'text?', expires_at: 'integer', statement_hash: 'text?' },
      key: ['value_hash'],
      index: [['expires_at']],
    },
    acceptance: {
      columns: {
        id: 'text', agreement: 'text', number: 'text', version_id: 'text', contract: 'text', event: 'text', presentation: 'text', act: 'text', identity: 'text', subject_lookup: 'text?', token_hash: 'text',
        statement_hash: 'text', document_hash: 'text', record_hash: 'text', content: 'bytes', at: 'integer', withdraw_until: 'integer?', withdrawn_at: 'integer?', withdrawal: 'bytes?', erased_at: 'integer?',
      },
      key: ['id'],
      unique: [['statement_hash'], ['token_hash']],
      index: [['agreement', 'at'], ['subject_lookup']],
    },
    webhook_delivery: {
      columns: { id: 'text', agreement: 'text', content: 'bytes?', state: 'text', attempts: 'integer', next_at: 'integer?', created_at: 'integer', sent_at: 'integer?' },
      key: ['id'],
      index: [['state', 'next_at'], ['agreement']],
    },
  },
}
