import * as z from 'zod/mini'
import { dataConsentSchema } from '../core/consent/data-consent.ts'
import { statementSchema } from '../core/consent/statement.ts'
import { ALONGSIDE_SCHEMA, alongsideListSchema, CONTRACT_SCHEMA, contractDocumentSchema } from '../core/contract/document.ts'
import { entrySchema, firstEntrySchema, logStartSchema } from '../core/evidence/entry.ts'
import { evidenceSchema } from '../core/evidence/event.ts'
import { recordSchema } from '../core/evidence/record.ts'
import { trailSchema } from '../core/evidence/trail.ts'

const PUBLISHED = {
  'statement-1': { title: 'Countersign statement', schema: statementSchema },
  'data-consent-1': { title: 'Countersign statement about personal data', schema: dataConsentSchema },
  'record-1': { title: 'Countersign record', schema: recordSchema },
  'event-1': { title: 'Countersign event evidence', schema: evidenceSchema },
  'entry-1': { title: 'Countersign log entry', schema: firstEntrySchema },
  'entry-2': { title: 'Countersign log entry', schema: entrySchema },
  'log-start-1': { title: 'Countersign log that takes over from another', schema: logStartSchema },
  'audit-trail-3': { title: 'Countersign audit trail', schema: trailSchema },
  'contract-2': { title: 'Countersign contract document', schema: z.extend(z.omit(contractDocumentSchema, { alongside: true }), { schema: z.literal(CONTRACT_SCHEMA) }) },
  'contract-3': { title: 'Countersign contract document with agreements alongside', schema: z.extend(contractDocumentSchema, { schema: z.literal(ALONGSIDE_SCHEMA), alongside: alongsideListSchema }) },
} as const

export type SchemaName = keyof typeof PUBLISHED
export const SCHEMA_NAMES = Object.keys(PUBLISHED) as readonly SchemaName[]

/** The JSON Schema (2020-12) of a published format, served at `/schemas/<name>.json`. Refinements that JSON Schema cannot say are left out. */
export function describeSchema(name: SchemaName): Record<string, unknown> {
  const { title, schema } = PUBLISHED[name]
  return { ...z.toJSONSchema(schema, { unrepresentable: 'any' }), $id: `/schemas/${name}.json`, title }
}
