import type { Change } from './table.ts'

/** Which agreements' texts a published contract asks for beside its own. */
export const ALONGSIDE: Change = {
  tables: {
    alongside: { columns: { contract: 'text', agreement: 'text', number: 'text', document_hash: 'text' }, key: ['contract', 'agreement'], index: [['agreement']] },
  },
}
