import type { Change, Table } from './table.ts'

const TABLES: Readonly<Record<string, Table>> = {
  fact: { columns: { name: 'text', value: 'text' }, key: ['name'] },
  counter: { columns: { name: 'text', value: 'integer' }, key: ['name'] },
  data_key: { columns: { id: 'text', kind: 'text', wrapped: 'bytes?', created_at: 'integer', destroyed_at: 'integer?' }, key: ['id'] },
  authority_key: {
    columns: { serial: 'text', name: 'text', thumbprint: 'text', certificate: 'bytes', private_key: 'bytes', not_after: 'integer', created_at: 'integer', current: 'integer' },
    key: ['serial'],
    index: [['name']],
  },
  person: { columns: { id: 'text', email_lookup: 'text', email: 'bytes', created_at: 'integer' }, key: ['id'], unique: [['email_lookup']] },
  session: { columns: { token_hash: 'text', person: 'text', demo: 'integer', proven_at: 'integer', expires_at: 'integer' }, key: ['token_hash'], index: [['expires_at']] },
  session_code: {
    columns: { email_lookup: 'text', code_hash: 'text', attempts: 'integer', expires_at: 'integer', demo: 'integer', window_start: 'integer', sent_in_window: 'integer' },
    key: ['email_lookup'],
  },
  contract: {
    columns: {
      id: 'text', person: 'text', template: 'text', language: 'text', state: 'text', revision: 'integer', draft: 'bytes?', summary: 'bytes',
      next_sequence: 'integer', created_at: 'integer', updated_at: 'integer',
    },
    key: ['id'],
    index: [['person', 'updated_at']],
  },
  pending_publication: { columns: { contract: 'text', document_hash: 'text', revision: 'integer', document: 'bytes', created_at: 'integer' }, key: ['contract', 'document_hash'] },
  contract_version: {
    columns: { version_id: 'text', contract: 'text', version: 'text', document_hash: 'text', document: 'bytes', publication: 'bytes', published_at: 'integer' },
    key: ['version_id'],
    unique: [['contract', 'version']],
  },
  certificate: {
    columns: {
      serial: 'text', thumbprint: 'text', contract: 'text', purpose: 'text', subject: 'text', request_hash: 'text', certificate: 'bytes', crl: 'bytes', salt: 'bytes',
      not_before: 'integer', not_after: 'integer', issued_at: 'integer',
    },
    key: ['serial'],
    unique: [['contract', 'purpose', 'subject'], ['thumbprint']],
  },
  offer: {
    columns: {
      id: 'text', contract: 'text', version_id: 'text', token_hash: 'text', token: 'bytes', party: 'text', email: 'bytes', name: 'bytes?', state: 'text',
      sent_at: 'integer', answered_at: 'integer?', reply_by: 'integer?',
    },
    key: ['id'],
    unique: [['token_hash']],
    index: [['contract']],
  },
  challenge: {
    columns: { value_hash: 'text', offer: 'text', key_thumbprint: 'text', expires_at: 'integer', statement_hash: 'text?' },
    key: ['value_hash'],
    index: [['expires_at']],
  },
  intent: {
    columns: {
      offer: 'text', statement_hash: 'text', statement: 'bytes', particulars: 'bytes', claims: 'bytes', key_thumbprint: 'text', base_hash: 'text', code_hash: 'text?',
      code_expires_at: 'integer?', code_sent_at: 'integer?', attempts: 'integer', codes_sent: 'integer', demo: 'integer', proven_at: 'integer?', state: 'text', created_at: 'integer',
    },
    key: ['offer', 'statement_hash'],
  },
  answer: {
    columns: {
      offer: 'text', contract: 'text', event: 'text', statement_hash: 'text', upload_hash: 'text?', file_hash: 'text?', file_size: 'integer?', blob: 'text?',
      record_hash: 'text', receipt: 'bytes', received_at: 'integer',
    },
    key: ['offer'],
  },
  record: {
    columns: { contract: 'text', sequence: 'integer', hash: 'text', event: 'text', offer: 'text?', record: 'bytes', salt: 'bytes', at: 'integer' },
    key: ['contract', 'sequence'],
    unique: [['hash']],
    index: [['offer', 'event']],
  },
  log_entry: { columns: { position: 'integer', entry: 'bytes', at: 'integer' }, key: ['position'] },
  mail: {
    columns: {
      id: 'text', key: 'text', kind: 'text', contract: 'text?', offer: 'text?', content: 'bytes?', state: 'text', attempts: 'integer', next_at: 'integer?',
      created_at: 'integer', sent_at: 'integer?',
    },
    key: ['id'],
    index: [['state', 'next_at']],
  },
}

/** The tables of the first migration. */
export const FIRST: Change = { tables: TABLES }
