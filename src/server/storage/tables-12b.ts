import type { Change } from './table.ts'

/** The seller's answers to orders. */
export const ORDERS: Change = {
  tables: {
    order_reply: { columns: { acceptance: 'text', event: 'text', record_hash: 'text', at: 'integer' }, key: ['acceptance'] },
  },
}
