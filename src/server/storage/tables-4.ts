import type { Change } from './table.ts'

/** The log: its keys, its trees, their tiles; and where each record and certificate stands in it. */
export const LOG: Change = {
  tables: {
    log_tree: {
      columns: { number: 'integer', origin: 'text', first_position: 'integer', size: 'integer', root: 'bytes', verifier: 'text', private_key: 'bytes', created_at: 'integer', updated_at: 'integer' },
      key: ['number'],
      unique: [['origin']],
    },
    log_tile: { columns: { log: 'integer', level: 'integer', place: 'integer', hashes: 'bytes' }, key: ['log', 'level', 'place'] },
    log_growth: { columns: { log: 'integer', minute: 'integer', size: 'integer', root: 'bytes' }, key: ['log', 'minute'] },
    log_cosignature: { columns: { log: 'integer', witness: 'text', size: 'integer', line: 'text', at: 'integer' }, key: ['log', 'witness'] },
  },
  columns: {
    record: { log_position: 'integer?' },
    certificate: { log_position: 'integer?', log_proof: 'bytes?' },
  },
}
