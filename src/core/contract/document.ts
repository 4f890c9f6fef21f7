import * as z from 'zod/mini'
import { CodedError } from '../bytes/error.ts'
import { encodeCanonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import type { ContractErrorCode } from './error.ts'
import { checkLetters } from './letter.ts'
import { findStructureProblem } from './structure.ts'

export const CONTRACT_SCHEMA = 'countersign/contract/2'
/** Of a document that names agreements alongside, and of no other: who reads the older number alone says that it does not know this one. */
export const ALONGSIDE_SCHEMA = 'countersign/contract/3'
const SCHEMAS = [CONTRACT_SCHEMA, ALONGSIDE_SCHEMA] as const

/** Canonical form of a whole document, in UTF-8 bytes. */
export const MAX_CONTRACT_BYTES = 262_144

/** The publishing seller and up to ten others. */
export const MAX_PARTIES = 11
export const MAX_PARTICULARS = 120
/** A seller's own file: bytes and pages. */
export const MAX_FILE_BYTES = 104_857_600
export const MAX_FILE_PAGES = 2000
/** `typesetRevision` of a document whose pages are a seller's own file, which nobody sets. */
export const OWN_FILE_REVISION = 'own-file'

const whole = (minimum: number, maximum: number) => z.int().check(z.gte(minimum), z.lte(maximum))
const text = (maxLength: number, lines = false) =>
  z.string().check(z.maxLength(maxLength), (context) => {
    const problem = checkLetters(context.value, lines)
    if (!problem) return
    context.issues.push({ code: 'custom', input: context.value, message: problem.code, params: problem })
  })
const slugUpTo = (maxLength: number) => z.string().check(z.maxLength(maxLength), z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/))
const slug = slugUpTo(60)
const list = <T extends z.ZodMiniType>(item: T, maxLength: number) => z.array(item).check(z.maxLength(maxLength))

export const languageSchema = z.enum(['vi', 'en'])
/** `seller` publishes; the others are named as the draft names them: `buyer`, `buyer-2`, `witness`. */
export const partyIdSchema = slugUpTo(24)
export const presentationSchema = z.enum(['scroll-wrap', 'inline', 'dialog', 'link', 'sign-in-wrap', 'browse-wrap'])
export const keyPolicySchema = z.enum(['one-time', 'any'])
export const signatureLevelSchema = z.enum(['B-LT', 'B-LTA'])
export const particularKindSchema = z.enum([
  'text', 'multiline', 'person-name', 'email', 'phone', 'address', 'money', 'integer', 'date', 'choice', 'tax-code',
])
export const currencySchema = z.enum(['VND', 'USD', 'EUR'])
/** `2026-11-21` */
export const dateSchema = z.string().check(z.regex(/^2[01]\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))
/** ISO 8601 with whole seconds (or milliseconds) and an offset: `2026-11-28T17:00:00+07:00` */
export const instantSchema = z.string().check(
  z.regex(/^2[01]\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/),
)

export const partySchema = z.strictObject({
  id: partyIdSchema,
  /** As the text calls the party: "Bên mua", "the Buyer". */
  role: text(60),
  /** Has signature places with fields in the PDF. The seller's act is the signed publication, so usually false there. */
  signs: z.boolean(),
  /** When its turn to sign comes: smaller numbers first, equal ones in parallel. Without meaning for a party that does not sign. */
  order: whole(1, MAX_PARTIES),
  /** The particulars that hold the party's name and mail address. */
  nameParticular: slug,
  emailParticular: slug,
})

/** `minimum`, `maximum` and `value` are written as values of the kind are: `30000000`, `2026-11-21`. */
export const particularSchema = z.strictObject({
  id: slug,
  party: partyIdSchema,
  label: text(120),
  hint: z.exactOptional(text(240)),
  kind: particularKindSchema,
  required: z.boolean(),
  value: z.exactOptional(text(2000, true)),
  choices: z.exactOptional(z.array(text(200)).check(z.minLength(1), z.maxLength(20))),
  minimum: z.exactOptional(text(20)),
  maximum: z.exactOptional(text(20)),
  maxLength: whole(1, 2000),
  currency: z.exactOptional(currencySchema),
  unit: z.exactOptional(text(20)),
})

const line = text(4000)
export const blockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('heading'), text: text(200) }),
  z.strictObject({ kind: z.literal('clause'), number: whole(1, 99), title: text(200), paragraphs: list(line, 40) }),
  z.strictObject({ kind: z.literal('paragraph'), text: line }),
  z.strictObject({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(line).check(z.minLength(1), z.maxLength(60)) }),
  z.strictObject({
    kind: z.literal('table'),
    header: z.array(text(200)).check(z.minLength(1), z.maxLength(6)),
    rows: list(z.array(text(1000)).check(z.minLength(1), z.maxLength(6)), 60),
  }),
  /** Where the defined terms stand, each with its meaning. */
  z.strictObject({ kind: z.literal('terms') }),
  z.strictObject({ kind: z.literal('signature'), party: partyIdSchema }),
])

const points = whole(0, 14_400)

/** A seller's own PDF, signed as it is: what it is, and where each party signs on its pages. Rectangles in points, from the page's lower left. */
export const ownFileSchema = z.strictObject({
  name: text(120),
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  size: whole(1, MAX_FILE_BYTES),
  pages: whole(1, MAX_FILE_PAGES),
  places: list(z.strictObject({
    party: partyIdSchema,
    page: whole(1, MAX_FILE_PAGES),
    x: points,
    y: points,
    width: points,
    height: points,
  }), MAX_PARTIES * 4),
})

export const consentSchema = z.strictObject({
  controls: z.array(z.strictObject({ id: slug, label: text(600), required: z.boolean() })).check(z.minLength(1), z.maxLength(8)),
  /** The sentence beside the button; it holds the button's exact words. */
  advisal: text(800),
  button: text(60),
  decline: text(60),
})

/** What personal data is used for, told and asked apart from the contract (STANDARDS L20). */
export const privacySchema = z.strictObject({
  /** Who decides what the data is used for, and how it is reached. */
  controller: text(200),
  contact: text(300),
  purposes: z.array(z.strictObject({
    id: slug,
    why: text(300),
    what: text(300),
    /** Only what rests on consent is asked; the rest is told. */
    basis: z.enum(['consent', 'contract', 'legal-obligation', 'legitimate-interest']),
    retention: text(200),
    recipients: text(300),
  })).check(z.minLength(1), z.maxLength(12)),
})

/** A published agreement of the seller's that is agreed to beside the contract, by a box of its own: which text, and where it is read. */
const alongsideSchema = z.strictObject({
  agreement: z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/)),
  number: z.string().check(z.regex(/^[1-9]\d{0,3}\.\d{1,4}$/)),
  title: text(120),
  documentHash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** No longer than a word may be that a line holds. */
  address: z.string().check(z.maxLength(100), z.regex(/^https?:\/\/\S+$/)),
})
/** Agreements beside one contract. */
export const MAX_ALONGSIDE = 4

export const alongsideListSchema = z.array(alongsideSchema).check(z.minLength(1), z.maxLength(MAX_ALONGSIDE))

const contentShape = {
  template: slug,
  /** The contract's own language, which prevails. */
  language: languageSchema,
  title: text(200),
  parties: z.array(partySchema).check(z.minLength(1), z.maxLength(MAX_PARTIES)),
  particulars: list(particularSchema, MAX_PARTICULARS),
  terms: list(z.strictObject({ term: text(80), meaning: text(1000) }), 40),
  blocks: z.array(blockSchema).check(z.minLength(1), z.maxLength(200)),
  total: z.nullable(z.strictObject({ particular: slug })),
  /** Instant by which the other party must answer; the offer lapses then. */
  replyBy: z.nullable(instantSchema),
  governingLaw: text(200),
  jurisdiction: text(300),
  presentation: presentationSchema,
  /** Whether every signatory signs with a key made for this act alone, or may take one of its own. */
  keyPolicy: keyPolicySchema,
  signatureLevel: signatureLevelSchema,
  /** null: the pages are set from the blocks. */
  file: z.nullable(ownFileSchema),
  consent: consentSchema,
  /** What must be told before consent to electronic records (15 USC 7001(c)(1)): paper, withdrawal, scope, contact, equipment. */
  disclosure: z.strictObject({ title: text(200), paragraphs: z.array(text(2000)).check(z.minLength(1), z.maxLength(12)) }),
  /** A right to withdraw after conclusion, where there is one. */
  withdrawal: z.nullable(z.strictObject({ days: whole(1, 365), text: text(2000) })),
  /** Without it nobody is asked about personal data. */
  privacy: z.exactOptional(privacySchema),
  alongside: z.exactOptional(alongsideListSchema),
}

/** What a seller edits, before number, dates and version are fixed. */
export const contractDraftSchema = z.strictObject(contentShape)

export const contractDocumentSchema = z.strictObject({
  schema: z.enum(SCHEMAS),
  contract: z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/)),
  version: z.string().check(z.regex(/^[1-9]\d{0,3}\.\d{1,4}$/)),
  /** For people: `2026/11-0001`. */
  number: text(40),
  typesetRevision: z.string().check(z.regex(/^[a-z0-9.-]{1,80}$/)),
  createdOn: dateSchema,
  /** null before publication. */
  publishedAt: z.nullable(instantSchema),
  ...contentShape,
})

export type Language = z.infer<typeof languageSchema>
export type PartyId = z.infer<typeof partyIdSchema>
export type Presentation = z.infer<typeof presentationSchema>
export type ParticularKind = z.infer<typeof particularKindSchema>
export type KeyPolicy = z.infer<typeof keyPolicySchema>
export type SignatureLevel = z.infer<typeof signatureLevelSchema>
export type OwnFile = z.infer<typeof ownFileSchema>
export type Currency = z.infer<typeof currencySchema>
export type Party = z.infer<typeof partySchema>
export type Particular = z.infer<typeof particularSchema>
export type Block = z.infer<typeof blockSchema>
export type Consent = z.infer<typeof consentSchema>
export type Alongside = z.infer<typeof alongsideSchema>
export type Privacy = z.infer<typeof privacySchema>
export type ContractDraft = z.infer<typeof contractDraftSchema>
export type ContractDocument = z.infer<typeof contractDocumentSchema>
/** Values by particular id; the seller's stand in the document, so usually only the other parties' are given. */
export type ParticularValues = Readonly<Record<string, string>>

const problem = (code: ContractErrorCode, message: string, details: Record<string, string | number> = {}) => new CodedError<ContractErrorCode>(code, message, details)

function parseWith<T extends ContractDraft>(schema: { safeParse(value: unknown): z.core.util.SafeParseResult<T> }, value: unknown): T {
  const result = schema.safeParse(value)
  if (!result.success) {
    const named = typeof value === 'object' && value !== null && 'schema' in value ? String(value.schema).slice(0, 60) : CONTRACT_SCHEMA
    if (!SCHEMAS.some((known) => known === named) && named.startsWith('countersign/contract/')) throw problem('CONTRACT_SCHEMA_UNKNOWN', named, { schema: named })
    const issue = result.error.issues[0]
    const path = issue ? issue.path.map(String).join('.') : ''
    if (issue?.code === 'custom' && issue.message === 'CONTRACT_TEXT_NOT_NFC') throw problem('CONTRACT_TEXT_NOT_NFC', `text is not NFC at ${path}`, { path })
    if (issue?.code === 'custom' && issue.message === 'CONTRACT_LETTER_FORBIDDEN') {
      const letter = String(issue.params?.['letter'])
      throw problem('CONTRACT_LETTER_FORBIDDEN', `${letter} at ${path}`, { path, letter })
    }
    throw problem('CONTRACT_MALFORMED', `${issue?.message ?? 'not a contract'} at ${path}`, { path })
  }
  const { data } = result
  if ('schema' in data && (data.schema === ALONGSIDE_SCHEMA) !== (data.alongside !== undefined)) throw problem('CONTRACT_MALFORMED', 'alongside goes with its own schema', { path: 'schema' })
  if (encodeUtf8(encodeCanonicalJson(result.data)).length > MAX_CONTRACT_BYTES) {
    throw problem('CONTRACT_TOO_LARGE', 'the contract is too long', { maxBytes: MAX_CONTRACT_BYTES })
  }
  const found = findStructureProblem(result.data)
  if (found) throw problem(found.code, `${found.code} at ${found.path}`, { path: found.path, ...(found.name === undefined ? {} : { name: found.name }) })
  return result.data
}

/**
 * Checks shape, bounds, letters and inner references. Throws CONTRACT_MALFORMED, CONTRACT_TOO_LARGE, CONTRACT_TEXT_NOT_NFC,
 * CONTRACT_SCHEMA_UNKNOWN (another number of this schema, detail `schema`), CONTRACT_LETTER_FORBIDDEN (detail `letter`) or a code of the structure rules, each with the path as detail.
 */
export function parseContractDocument(value: unknown): ContractDocument {
  return parseWith(contractDocumentSchema, value)
}

/** The same for what a seller edits. */
export function parseContractDraft(value: unknown): ContractDraft {
  return parseWith(contractDraftSchema, value)
}

/** A document from its canonical text. Throws as `parseContractDocument` and `parseCanonicalJson` do. */
export function decodeContractDocument(canonical: string): ContractDocument {
  return parseContractDocument(parseCanonicalJson(canonical))
}

/** RFC 8785 canonical text: what is hashed, signed at publication and attached to the PDF. */
export function encodeContractDocument(document: ContractDocument): string {
  return encodeCanonicalJson(document)
}

/** SHA-256 of the canonical text, 64 hexadecimal digits. */
export function hashContractDocument(document: ContractDocument): string {
  return sha256Hex(encodeUtf8(encodeContractDocument(document)))
}
