import type { Change } from './table.ts'

/** Where a kept key's certificate stands in the log's intake, and the proof with which it was handed to an act. */
export const KEPT_PROOF: Change = {
  columns: {
    kept_certificate: { log_position: 'integer?' },
    used_certificate: { log_proof: 'bytes?' },
  },
}
