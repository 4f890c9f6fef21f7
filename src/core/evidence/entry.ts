import * as z from 'zod/mini'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { hashSchema } from '../consent/statement.ts'

export const ENTRY_SCHEMA = 'countersign/entry/1'

/** What the public log holds of a record or certificate: its kind and a salted commitment, never personal data. */
export const entrySchema = z.object({
  schema: z.literal(ENTRY_SCHEMA),
  kind: z.enum(['record', 'certificate']),
  commitment: hashSchema,
})
export type LogEntry = z.infer<typeof entrySchema>

/** The entry's bytes: canonical JSON in UTF-8. */
export function encodeEntry(entry: LogEntry): Uint8Array {
  return encodeUtf8(encodeCanonicalJson(entrySchema.parse(entry)))
}
