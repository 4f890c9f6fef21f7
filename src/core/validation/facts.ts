import { readDer } from '../bytes/der.ts'
import { CodedError, isCodedError } from '../bytes/error.ts'
import { findAttribute } from '../cms/attribute.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import type { SignedData, SignerInfo } from '../cms/signed-data.ts'
import { decodeStatementAttribute } from '../cms/statement.ts'
import { readInstant } from '../pki/instant.ts'
import { OID_CERTIFICATE_LOG_PROOF, OID_CONTENT_TIME_STAMP, OID_SIGNATURE_TIME_STAMP, OID_SIGNING_TIME } from '../pki/oids.ts'
import { idText } from '../pdf/object.ts'
import type { PdfObject } from '../pdf/object.ts'
import { readPdfTolerantly } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { readFields } from '../pdf/form.ts'
import type { FormField } from '../pdf/form.ts'
import { findSignatures, readSignatureField, readSignatureValue } from '../pdf/signature.ts'
import type { SignatureField, SignatureValue } from '../pdf/signature.ts'
import { findUnexplainedBytes } from '../pdf/unexplained.ts'
import { equalObjects } from './change/comparison.ts'
import { judgeSteps } from './change/step.ts'
import type { Step } from './change/change.ts'
import { endOfRevision } from './coverage.ts'
import { ignorePhase } from './progress.ts'
import type { OnPhase } from './progress.ts'
import { materialOf } from './material.ts'
import type { Material } from './material.ts'
import { readRestriction, readUsageRights } from './restriction.ts'
import { surveyDocument } from './survey.ts'
import type { Survey } from './survey.ts'
import type { Restriction } from './restriction.ts'
import { readStore } from './store.ts'

export interface RevisionFacts {
  readonly index: number
  readonly end: number
  /** How its cross-reference is written. */
  readonly kind: 'table' | 'stream' | 'hybrid'
}

/** One signature or document timestamp, as it stood in the revision that wrote it. */
export interface SignatureFacts {
  /** Fully qualified name of its field; empty for a value that no field leads to. */
  readonly field: string
  readonly type: 'signature' | 'document-timestamp'
  readonly value: SignatureValue
  /** Revision that wrote it. */
  readonly origin: number
  /** Revision that its range ends with; null when it ends elsewhere. */
  readonly coveredRevision: number | null
  /** A field of the newest revision leads to it. */
  readonly isReachable: boolean
  /** The newest revision still has the same dictionary under the same number. */
  readonly isUnchanged: boolean
  /** Other fields that hold the same value. */
  readonly sharedWith: readonly string[]
  readonly cms: SignedData | null
  readonly cmsProblem: string | null
  /** DER of the signature-time-stamp tokens. */
  readonly tokens: readonly Uint8Array[]
  /** DER of the content-time-stamp tokens, which are signed. */
  readonly contentTokens: readonly Uint8Array[]
  /** Certificates and revocation data that it carries. */
  readonly material: Material
  /** What its clock said: /M, else the CMS attribute; ISO 8601. */
  readonly claimedTime: string | null
  /** A bare RSA value with certificates beside it (adbe.x509.rsa_sha1, ISO 32000-2 §12.8.3.2); else null. */
  readonly bare: { readonly signature: Uint8Array; readonly certificates: readonly Uint8Array[] } | null
  /** DER of what the signature carries to show that its certificate is in a log. */
  readonly logProofs: readonly Uint8Array[]
  /** The statement that was signed, as it stands; null when there is none, undefined when what is there is no statement. */
  readonly statement: string | null | undefined
  readonly restriction: Restriction
}

/** All that is known of a file before anything is judged. */
export interface Facts {
  readonly file: PdfFile
  readonly revisions: readonly RevisionFacts[]
  /** Oldest first. */
  readonly signatures: readonly SignatureFacts[]
  /** Dictionaries with /ByteRange that no field leads to. */
  readonly strays: readonly SignatureValue[]
  readonly store: Material
  readonly isStoreDamaged: boolean
  /** What each revision but the first did. */
  readonly steps: readonly Step[]
  /** What usage rights in the revision that was signed first allow later; null when nothing is said. */
  readonly usageRights: Restriction | null
  /** What the revision that was signed first holds that acts or is not shown. */
  readonly survey: Survey
  /** By revision: stretches of bytes that its cross-reference does not account for. */
  readonly unexplained: readonly number[]
}

const NO_DATA: Material = { certificates: [], crls: [], ocsps: [] }

interface Found {
  readonly field: SignatureField
  readonly value: SignatureValue
  readonly origin: number
}

const isSameObject = (a: SignatureValue, b: SignatureValue): boolean => (a.id === null || b.id === null ? a.id === b.id : idText(a.id) === idText(b.id))

/** The same signature: one object that says the same, wherever a copy of it stands. */
const isSameValue = (a: SignatureValue, b: SignatureValue): boolean => isSameObject(a, b) && equalObjects(a.dictionary, b.dictionary)

const NO_FIELDS: ReadonlySet<FormField> = new Set()

/**
 * Signatures of every revision: one that a later revision hides or replaces is still found, and one that is written again as it is, is found
 * once. Asks of each revision only the fields that it touched.
 */
function collectSignatures(file: PdfFile): Found[] {
  const found: Found[] = []
  const byField = new Map<string, Found[]>()
  let known = NO_FIELDS
  let last: readonly FormField[] = []
  for (const { index } of file.revisions) {
    const fields = readFields(file, index)
    if (fields === last) continue
    // mostly one of many is another: those that are the same at the same place need no look-up
    const others = fields.filter((field, place) => field !== last[place])
    known = fields.length === last.length ? NO_FIELDS : new Set(last)
    last = fields
    for (const one of others) {
      const field = known.has(one) ? null : readSignatureField(file, one, index)
      if (field === null || field.value === null) continue
      const { value } = field
      const before = byField.get(field.name) ?? []
      if (before.some((other) => isSameValue(other.value, value))) continue
      const origin = value.id === null ? index : (file.getEntry(value.id.number, index)?.revision ?? index)
      const signature = { field, value, origin }
      found.push(signature)
      byField.set(field.name, [...before, signature])
    }
  }
  return found
}

function readCms(value: SignatureValue): { cms: SignedData | null; cmsProblem: string | null } {
  if (value.damage !== null) return { cms: null, cmsProblem: value.damage }
  if (value.contents === null) return { cms: null, cmsProblem: 'CONTENTS_MISSING' }
  if (value.contents.every((octet) => octet === 0)) return { cms: null, cmsProblem: 'CONTENTS_EMPTY' }
  try {
    return { cms: parseSignedData(value.contents, { allowAnyPadding: true }), cmsProblem: null }
  } catch (error) {
    if (isCodedError(error)) return { cms: null, cmsProblem: error.code }
    throw error
  }
}

function readStatement(cms: SignedData | null): string | null | undefined {
  if (cms === null) return null
  try {
    return decodeStatementAttribute(cms)
  } catch (error) {
    if (isCodedError(error)) return undefined
    throw error
  }
}

const NO_CMS = { cms: null, cmsProblem: null }

/** /Contents is the DER of an OCTET STRING, /Cert one certificate or several. */
function readBare(file: PdfFile, value: SignatureValue, revision: number): SignatureFacts['bare'] {
  if (value.subFilter !== 'adbe.x509.rsa_sha1' || value.contents === null) return null
  const given = file.get(value.dictionary, 'Cert', revision)
  const strings: readonly PdfObject[] = given.kind === 'array' ? given.items.map((item) => file.resolve(item, revision)) : [given]
  try {
    const node = readDer(value.contents, 0, 'BER')
    if (node.tag !== 0x04) return null
    return { signature: node.content, certificates: strings.flatMap((item) => (item.kind === 'string' ? [item.bytes] : [])) }
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

function readSigningTime(cms: SignedData | null): string | null {
  const value = findAttribute(cms?.signers[0]?.signedAttributes ?? [], OID_SIGNING_TIME)?.values[0]
  try {
    return value ? new Date(readInstant(readDer(value))).toISOString() : null
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

function describe(file: PdfFile, { field, value, origin }: Found, newest: readonly SignatureField[], all: readonly Found[]): SignatureFacts {
  const current = newest.find((candidate) => candidate.name === field.name && candidate.value !== null)
  const isReachable = newest.some((candidate) => candidate.value !== null && isSameValue(candidate.value, value))
  const bare = readBare(file, value, origin)
  const read = bare ? NO_CMS : readCms(value)
  const signer = read.cms?.signers[0]
  const valuesOf = (attributes: SignerInfo['signedAttributes'] | undefined, oid: string) => findAttribute(attributes ?? [], oid)?.values ?? []
  const end = value.byteRange === null ? null : value.byteRange[2] + value.byteRange[3]
  return {
    field: field.name,
    type: value.type === 'DocTimeStamp' || value.subFilter === 'ETSI.RFC3161' ? 'document-timestamp' : 'signature',
    value,
    origin,
    coveredRevision: end === null || !value.coverage.isWellFormed ? null : endOfRevision(file, end),
    isReachable,
    isUnchanged: current?.value != null && isSameValue(current.value, value),
    sharedWith: all.filter((other) => other.field.name !== field.name && isSameValue(other.value, value)).map((other) => other.field.name),
    ...read,
    tokens: valuesOf(signer?.unsignedAttributes, OID_SIGNATURE_TIME_STAMP),
    logProofs: valuesOf(signer?.unsignedAttributes, OID_CERTIFICATE_LOG_PROOF),
    contentTokens: valuesOf(signer?.signedAttributes, OID_CONTENT_TIME_STAMP),
    material: read.cms ? materialOf(read.cms) : { ...NO_DATA, certificates: bare?.certificates ?? [] },
    claimedTime: value.claimedTime ?? readSigningTime(read.cms),
    bare,
    statement: readStatement(read.cms),
    restriction: readRestriction(file, field, value, origin),
  }
}

/** Dictionaries with a /ByteRange of their own in the file that no known signature is. What cannot be read is passed over here. */
function findStrays(file: PdfFile, known: readonly Found[]): SignatureValue[] {
  const places = new Set(known.map(({ value }) => value.place?.start ?? -1))
  const numbers = new Set(known.flatMap(({ value }) => (value.id === null ? [] : [idText(value.id)])))
  // usage rights are a signature that no field leads to, by design
  const permissions = file.getDictionary(file.getRoot(), 'Perms')
  const rights = ['UR3', 'UR'].flatMap((key) => {
    const reference = permissions?.entries.get(key)
    return reference?.kind === 'reference' ? [idText(reference)] : []
  })
  return file.listObjects().flatMap((id) => {
    if (file.getEntry(id.number)?.entry.kind !== 'offset' || rights.includes(idText(id))) return []
    try {
      const object = file.getObject(id)
      if (object.kind !== 'dictionary' || !object.entries.has('ByteRange')) return []
      const value = readSignatureValue(file, id, object, true)
      return numbers.has(idText(id)) || places.has(value.place?.start ?? -1) ? [] : [value]
    } catch (error) {
      if (isCodedError(error)) return []
      throw error
    }
  })
}

/** At least one when a byte of the revision belongs to nothing that can be read. */
function countUnexplained(file: PdfFile, revision: number): number {
  try {
    return findUnexplainedBytes(file, revision).length
  } catch (error) {
    if (isCodedError(error)) return 1
    throw error
  }
}

/**
 * Reads a file once into facts; nothing is judged, and what had to be passed over in reading is noted. Throws the codes of `core/pdf` for what cannot be read,
 * and NO_SIGNATURE when no field of any revision is signed (`details.strays`: signature dictionaries that no field leads to).
 */
export function extractFacts(bytes: Uint8Array, onPhase: OnPhase = ignorePhase): Facts {
  onPhase('parse')
  const file = readPdfTolerantly(bytes)
  const found = collectSignatures(file)
  const strays = findStrays(file, found)
  if (found.length === 0) throw new CodedError('NO_SIGNATURE', 'no field is signed', { strays: strays.length })
  onPhase('changes')
  const newest = findSignatures(file)
  const signatures = found.map((one) => describe(file, one, newest, found))
  const store = readStore(file, file.newest)
  const end = ({ value }: SignatureFacts) => (value.byteRange ? value.byteRange[2] + value.byteRange[3] : Number.MAX_SAFE_INTEGER)
  const first = Math.min(...signatures.map(({ coveredRevision, origin }) => coveredRevision ?? origin))
  return {
    file,
    revisions: file.revisions.map(({ index, end, kind }) => ({ index, end, kind })),
    signatures: signatures.sort((a, b) => end(a) - end(b)),
    strays,
    store: store ?? NO_DATA,
    isStoreDamaged: store === null,
    unexplained: file.revisions.map(({ index }) => countUnexplained(file, index)),
    survey: surveyDocument(file, first),
    usageRights: readUsageRights(file, first),
    steps: judgeSteps(file),
  }
}
