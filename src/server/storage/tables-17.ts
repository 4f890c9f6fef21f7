import type { Change } from './table.ts'

/** Consents to electronic records that were taken back; `id` is that of the offer or acceptance they were given with. */
export const RECORDS_CONSENT: Change = {
  tables: {
    records_withdrawal: { columns: { id: 'text', contract: 'text', record_hash: 'text', content: 'bytes', at: 'integer' }, key: ['id'], index: [['contract']] },
  },
}
