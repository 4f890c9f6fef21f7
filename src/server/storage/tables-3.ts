import type { Change } from './table.ts'

/** Several signatories: offers made together are a round over one file; what each party gave, when it was asked and reminded; signatures that were not stored. */
export const PARTIES: Change = {
  tables: {
    round: {
      columns: {
        id: 'text', contract: 'text', version_id: 'text', state: 'text', particulars: 'bytes?', revision: 'integer', file_offer: 'text?', file_hash: 'text?', file_size: 'integer?',
        blob: 'text?', reply_by: 'integer?', created_at: 'integer', ended_at: 'integer?',
      },
      key: ['id'],
      index: [['contract'], ['state', 'reply_by']],
    },
    discarded: { columns: { offer: 'text', upload_hash: 'text', at: 'integer' }, key: ['offer', 'upload_hash'] },
  },
  columns: { offer: { round: 'text?', turn: 'integer?', given: 'bytes?', invited_at: 'integer?', turn_at: 'integer?', reminded_at: 'integer?' } },
  indexes: { offer: [['round']] },
}
