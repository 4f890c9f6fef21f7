import type { Change } from './table.ts'

/** A seller's own PDF, as it came: one for each contract that has one. `text`: what its pages say, sealed; `base_…`: the file with its fields, once published. */
export const OWN_FILES: Change = {
  tables: {
    own_file: {
      columns: {
        contract: 'text', blob: 'text', hash: 'text', size: 'integer', pages: 'integer', signatures: 'integer', text: 'bytes', base_hash: 'text?', base_size: 'integer?', at: 'integer',
      },
      key: ['contract'],
    },
  },
}
