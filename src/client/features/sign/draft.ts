import * as z from 'zod/mini'
import { encodeHex } from '../../../core/bytes/hex.ts'
import { hashSchema } from '../../../core/consent/fact.ts'
import { NO_READING } from '../../consent/reading.ts'

const figure = z.number().check(z.gte(0))

/** What the reader has done with an offer so far, as typed: kept on this device only, until it is signed or removed. */
export const draftSchema = z.object({
  /** The version it belongs to; another one is read afresh. */
  documentHash: hashSchema,
  /** Salt of the particulars' hash: part of the file, so it is made once and kept. */
  salt: hashSchema,
  typed: z.record(z.string(), z.string()),
  place: z.string(),
  /** Absent in a draft of an earlier page. */
  reason: z.optional(z.string()),
  capacity: z.enum(['self', 'on-behalf']),
  reviewed: z.boolean(),
  /** Changes made after the review was first shown. */
  edits: figure,
  reading: z.object({ scrolledPercent: figure, visibleMs: figure, focusMs: figure }),
})
export type Draft = z.infer<typeof draftSchema>

export function randomHex(octets: number): string {
  return encodeHex(crypto.getRandomValues(new Uint8Array(octets)))
}

/** An empty draft, with what the offer knows already filled in. */
export function beginDraft(documentHash: string, typed: Readonly<Record<string, string>>): Draft {
  return { documentHash, salt: randomHex(32), typed: { ...typed }, place: '', capacity: 'self', reviewed: false, edits: 0, reading: NO_READING }
}

/** A kept draft for this version of the contract: what was typed stays, what was read of another version does not count. */
export function continueDraft(kept: unknown, documentHash: string, typed: Readonly<Record<string, string>>): Draft {
  const parsed = draftSchema.safeParse(kept)
  if (!parsed.success) return beginDraft(documentHash, typed)
  const draft = { ...parsed.data, typed: { ...typed, ...parsed.data.typed } }
  return draft.documentHash === documentHash ? draft : { ...draft, documentHash, reviewed: false, edits: 0, reading: NO_READING }
}

/** A draft with one particular typed anew; after the review it counts as a correction. */
export function typeParticular(draft: Draft, id: string, value: string): Draft {
  if (draft.typed[id] === value) return draft
  return { ...draft, typed: { ...draft.typed, [id]: value }, edits: draft.edits + (draft.reviewed ? 1 : 0) }
}
