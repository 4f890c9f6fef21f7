import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { refuse } from './error.ts'
import { HASH_SIZE } from './merkle.ts'

const MAX_HASHES = 63

/** What is posted to a witness's `add-checkpoint` (C2SP tlog-witness). */
export interface WitnessRequest {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: string
}

export function encodeWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): string {
  return [`old ${oldSize}`, ...proof.map(encodeBase64), '', checkpoint].join('\n')
}

/** Throws LOG_PROOF_MALFORMED. */
export function parseWitnessRequest(text: string): WitnessRequest {
  const split = text.indexOf('\n\n')
  const [first = '', ...lines] = text.slice(0, Math.max(split, 0)).split('\n')
  const digits = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1]
  if (split < 0 || digits === undefined || !Number.isSafeInteger(Number(digits)) || lines.length > MAX_HASHES) refuse('LOG_PROOF_MALFORMED', 'not a request to a witness')
  const proof = lines.map((line) => {
    try {
      const hash = decodeBase64(line)
      if (hash.length === HASH_SIZE) return hash
    } catch {
      // Said below.
    }
    return refuse('LOG_PROOF_MALFORMED', 'not a hash')
  })
  return { oldSize: Number(digits), proof, checkpoint: text.slice(split + 2) }
}
