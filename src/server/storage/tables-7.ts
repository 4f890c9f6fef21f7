import type { Change } from './table.ts'

/** Every stored state of a signed file: 0 as it was acknowledged, then each extension of its archive. */
export const EXTENSION: Change = {
  tables: {
    archive_file: {
      columns: {
        offer: 'text', contract: 'text', sequence: 'integer', blob: 'text', file_hash: 'text', file_size: 'integer', due_at: 'integer?', policy: 'text', at: 'integer',
      },
      key: ['offer', 'sequence'],
      index: [['due_at'], ['contract']],
    },
  },
}
