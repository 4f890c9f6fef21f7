import * as z from 'zod/mini'
import { encodeCanonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts'
import { concatBytes } from '../bytes/compare.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeHex } from '../bytes/hex.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { actSchema, hashSchema, identifierSchema, presentationSchema } from '../consent/fact.ts'
import { actorSchema, eventKindSchema, evidenceSchema, instantSchema, observationsSchema } from './event.ts'

/** Published name of the schema; a change of meaning or shape is a new number. */
export const RECORD_SCHEMA = 'countersign/record/1'

export type EvidenceErrorCode = 'RECORD_MALFORMED' | 'RECORD_CHAIN_BROKEN'

export const recordSchema = z.object({
  schema: z.literal(RECORD_SCHEMA),
  id: identifierSchema,
  contract: identifierSchema,
  version: z.nullable(z.string().check(z.maxLength(16))),
  /** 0, 1, 2 … within the contract. */
  sequence: z.number().check(z.int(), z.gte(0)),
  /** Hash of the record before this one in the contract; null for the first. */
  previous: z.nullable(hashSchema),
  at: instantSchema,
  event: eventKindSchema,
  actor: actorSchema,
  /** Three facts, never blended; null where the event is no act of a party. */
  presentation: z.nullable(presentationSchema),
  act: z.nullable(actSchema),
  statementHash: z.nullable(hashSchema),
  documentHash: z.nullable(hashSchema),
  evidence: z.nullable(evidenceSchema),
  observations: z.nullable(observationsSchema),
  /** Until when the contract is kept at least, as it was known then; null while no end is known. */
  retainUntil: z.nullable(instantSchema),
  jurisdiction: z.nullable(z.string().check(z.maxLength(40))),
})

export type ContractRecord = z.infer<typeof recordSchema>

/** Canonical JSON of a record. Throws RECORD_MALFORMED. */
export function encodeRecord(record: ContractRecord): string {
  const parsed = recordSchema.safeParse(record)
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new CodedError<EvidenceErrorCode>('RECORD_MALFORMED', `record does not fit its schema: ${path}`, { path })
  }
  return encodeCanonicalJson(parsed.data)
}

/** A record from its canonical JSON. Throws RECORD_MALFORMED. */
export function parseRecord(text: string): ContractRecord {
  let value: unknown
  try {
    value = parseCanonicalJson(text)
  } catch {
    throw new CodedError<EvidenceErrorCode>('RECORD_MALFORMED', 'record is not canonical JSON')
  }
  const parsed = recordSchema.safeParse(value)
  if (!parsed.success || encodeCanonicalJson(parsed.data) !== text) throw new CodedError<EvidenceErrorCode>('RECORD_MALFORMED', 'record does not fit its schema')
  return parsed.data
}

/** SHA-256 of a record's canonical JSON: what the next record links to. */
export function hashRecord(text: string): string {
  return sha256Hex(encodeUtf8(text))
}

/** The salted commitment that stands for a record in public: SHA-256(salt ‖ record hash). `salt` is 32 bytes in hex. */
export function commitRecord(salt: string, recordHash: string): string {
  return sha256Hex(concatBytes(decodeHex(salt), decodeHex(recordHash)))
}

/** Checks the links and numbers of one contract's records, oldest first. Throws RECORD_CHAIN_BROKEN with the sequence where it breaks. */
export function checkChain(texts: readonly string[]): void {
  let previous: string | null = null
  texts.forEach((text, sequence) => {
    const record = parseRecord(text)
    if (record.sequence !== sequence || record.previous !== previous) {
      throw new CodedError<EvidenceErrorCode>('RECORD_CHAIN_BROKEN', 'record does not follow the one before it', { sequence })
    }
    previous = hashRecord(text)
  })
}
