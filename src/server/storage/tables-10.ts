import type { Change } from './table.ts'

/** What the scheduled checks have looked at and found; legal holds, and what retention has done. */
export const ARCHIVE: Change = {
  tables: {
    integrity_check: { columns: { subject: 'text', checked_at: 'integer' }, key: ['subject'] },
    damage: { columns: { subject: 'text', name: 'text', code: 'text', found_at: 'integer', seen_at: 'integer' }, key: ['subject', 'name', 'code'] },
    legal_hold: { columns: { contract: 'text', reason: 'bytes', placed_at: 'integer' }, key: ['contract'] },
    retention_run: { columns: { at: 'integer', rule: 'text', done: 'integer' }, key: ['at', 'rule'] },
  },
  columns: { contract: { retain_until: 'integer?', erased_at: 'integer?' } },
}
