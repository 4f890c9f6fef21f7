import * as z from 'zod/mini'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { CodedError } from '../bytes/error.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { actSchema, eventSchema, hashSchema, identifierSchema, identitySchema, presentationSchema, zonedInstantSchema } from './fact.ts'

/** Published name of the schema; a change of meaning or shape is a new number. */
export const STATEMENT_SCHEMA = 'countersign/statement/1'

/** Largest statement that is signed, in bytes of canonical JSON. */
export const STATEMENT_MAX_BYTES = 16_384

export type ConsentErrorCode = 'STATEMENT_MALFORMED' | 'STATEMENT_TOO_LARGE'

const line = (maximum: number) => z.string().check(z.minLength(1), z.maxLength(maximum))
const count = z.number().check(z.int(), z.gte(0), z.lte(1e12))

export const controlSchema = z.object({
  id: identifierSchema,
  label: line(600),
  initial: z.literal(false),
  final: z.boolean(),
  /** When it last changed; null when it never did. */
  changedAt: z.nullable(zonedInstantSchema),
})

/** One finding of the page about itself at the moment of the click. */
export const findingSchema = z.object({
  rule: z.string().check(z.regex(/^C\d{1,2}$/)),
  result: z.enum(['met', 'not-met', 'not-measured']),
  measured: z.optional(z.string().check(z.maxLength(120))),
})

export const statementSchema = z.object({
  schema: z.literal(STATEMENT_SCHEMA),
  id: identifierSchema,
  event: eventSchema,
  presentation: presentationSchema,
  act: actSchema,
  contract: identifierSchema,
  version: line(16),
  language: z.enum(['vi', 'en']),
  typesetRevision: line(120),
  documentHash: hashSchema,
  /** Null where no file was derived: a decline before any signature. */
  baseRevisionHash: z.nullable(hashSchema),
  /** SHA-256 of the plain text with the particulars filled in. */
  textHash: hashSchema,
  /** SHA-256(salt ‖ canonical JSON of the values). */
  particularsHash: hashSchema,
  party: z.object({
    id: identifierSchema,
    role: line(120),
    /** The name as the person gave it, checked by nobody. */
    name: line(200),
    capacity: z.enum(['self', 'on-behalf']),
    /** Seat or residence as given; null when not asked. */
    place: z.nullable(line(300)),
  }),
  advisal: line(1000),
  button: line(80),
  controls: z.array(controlSchema).check(z.maxLength(20)),
  review: z.object({ shown: z.boolean(), edits: count, confirmed: z.boolean() }),
  total: z.nullable(z.object({ amount: line(40), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) })),
  replyBy: z.nullable(z.string().check(z.maxLength(40))),
  /** SHA-256 of the electronic-records disclosure shown; null when the version has none. */
  disclosureHash: z.nullable(hashSchema),
  reason: z.nullable(line(1000)),
  /** SHA-256 of the page's consent region as serialized at the click. */
  snapshotHash: z.nullable(hashSchema),
  conspicuousness: z.array(findingSchema).check(z.maxLength(40)),
  /** SHA-256(salt ‖ canonical JSON of the client claims and reading figures); the values stay in the record. */
  claimsHash: hashSchema,
  appBuild: line(80),
  /** RFC 7638 thumbprint of the signature key; null where no key signs. */
  keyThumbprint: z.nullable(z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/))),
  /** The server's challenge, base64url; null where none was asked for. */
  challenge: z.nullable(z.string().check(z.regex(/^[A-Za-z0-9_-]{22,86}$/))),
  /** When the signatory says it happened, in the signatory's zone: the /M of the signature. */
  claimedTime: zonedInstantSchema,
})

export type Statement = z.infer<typeof statementSchema>
export type Control = z.infer<typeof controlSchema>
export type Finding = z.infer<typeof findingSchema>
export type Presentation = z.infer<typeof presentationSchema>
export type Act = z.infer<typeof actSchema>
export type Identity = z.infer<typeof identitySchema>

/** What the browser says of itself and of the reading. Claims, not observations: each of them can be forged. */
export const claimsSchema = z.object({
  clock: zonedInstantSchema,
  zone: line(80),
  locale: line(40),
  agent: line(400),
  viewport: z.object({ width: count, height: count }),
  pixelRatio: z.number().check(z.gte(0.1), z.lte(20)),
  reading: z.object({ scrolledPercent: z.number().check(z.gte(0), z.lte(100)), visibleMs: count, focusMs: count }),
})
export type Claims = z.infer<typeof claimsSchema>

/** Canonical JSON of a statement. Throws STATEMENT_MALFORMED, STATEMENT_TOO_LARGE. */
export function encodeStatement(statement: Statement): string {
  const text = encodeCanonicalJson(statement)
  parseStatement(text)
  return text
}

/** Whether this is the one way to write it; half a letter cannot be written at all. */
function isCanonical(statement: Statement, text: string): boolean {
  try {
    return encodeCanonicalJson(statement) === text
  } catch {
    return false
  }
}

/** A statement from its canonical JSON. Throws STATEMENT_MALFORMED (also when not canonical or with unknown members), STATEMENT_TOO_LARGE. */
export function parseStatement(text: string): Statement {
  // No letter takes more than three bytes for each of its units.
  if (text.length > STATEMENT_MAX_BYTES / 3 && encodeUtf8(text).length > STATEMENT_MAX_BYTES) {
    throw new CodedError<ConsentErrorCode>('STATEMENT_TOO_LARGE', 'statement is over its bound', { maxBytes: STATEMENT_MAX_BYTES })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CodedError<ConsentErrorCode>('STATEMENT_MALFORMED', 'statement is not JSON')
  }
  const parsed = statementSchema.safeParse(value)
  if (!parsed.success || !isCanonical(parsed.data, text)) {
    const path = parsed.success ? 'unknown member, or not canonical' : (parsed.error.issues[0]?.path.join('.') ?? '')
    throw new CodedError<ConsentErrorCode>('STATEMENT_MALFORMED', `statement does not fit its schema: ${path}`, { path })
  }
  return parsed.data
}

/** SHA-256 of a statement's canonical JSON. */
export function hashStatement(text: string): string {
  return sha256Hex(encodeUtf8(text))
}
