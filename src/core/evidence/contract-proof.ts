import { isCodedError } from '../bytes/error.ts'
import { parseNoteKey, type NoteKey } from '../log/note.ts'
import type { TreeHead } from '../log/checkpoint.ts'
import { parseRecordProof, verifyRecordProof } from './record-proof.ts'

/** A record's hash with its proof as a `.tlog-proof`; null when no log that is kept has it. */
export interface GivenProof {
  readonly sequence: number
  readonly hash: string
  readonly proof: string | null
}

/** How one record stands in the log. */
export interface RecordState {
  readonly sequence: number
  readonly state: 'proven' | 'missing' | 'wrong'
  readonly index: number | null
  readonly size: number | null
  readonly origin: string | null
  readonly proof: string | null
}

export interface ContractState {
  readonly records: readonly RecordState[]
  /** The largest tree that a proof was verified in, with its log's key. */
  readonly newest: { readonly head: TreeHead; readonly key: NoteKey } | null
}

function keyOf(proof: string, verifiers: readonly string[]): NoteKey | null {
  const { origin } = parseRecordProof(proof)
  return verifiers.map(parseNoteKey).find(({ name }) => name === origin) ?? null
}

/** Verifies every record's proof here, against the log's key and the record's own hash. */
export async function verifyContractLog(entries: readonly GivenProof[], verifiers: readonly string[]): Promise<ContractState> {
  let newest: ContractState['newest'] = null
  const records: RecordState[] = []
  for (const { sequence, hash, proof } of entries) {
    const bare = { sequence, index: null, size: null, origin: null, proof }
    if (proof === null) {
      records.push({ ...bare, state: 'missing' })
      continue
    }
    try {
      const key = keyOf(proof, verifiers)
      const proven = key && (await verifyRecordProof(proof, key))
      if (!key || proven?.hash !== hash) {
        records.push({ ...bare, state: 'wrong' })
        continue
      }
      records.push({ ...bare, state: 'proven', index: proven.index, size: proven.head.size, origin: proven.head.origin })
      if (!newest || proven.head.size > newest.head.size) newest = { head: proven.head, key }
    } catch (error) {
      if (!isCodedError(error)) throw error
      records.push({ ...bare, state: 'wrong' })
    }
  }
  return { records, newest }
}
