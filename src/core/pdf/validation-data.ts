import { deflate } from '../bytes/deflate.ts'
import { encodeHex } from '../bytes/hex.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { refuse } from './error.ts'
import { dictionaryOf, pdfArray, pdfDictionary, pdfName, pdfReference, pdfStream, withEntries } from './object.ts'
import type { PdfDictionary, PdfObject, PdfReference } from './object.ts'
import { readPdf } from './reader.ts'
import type { PdfFile } from './reader.ts'
import { appendRevision, nextNumber } from './writer.ts'
import type { RevisionObject } from './writer.ts'

/** DER of what a judge needs later, each once. */
export interface ValidationData {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}

/** What the file says belongs to one signature: keyed by the SHA-1 of its /Contents, upper-case hexadecimal. */
export interface ValidationRelatedInformation extends ValidationData {
  readonly key: string
}

export interface DocumentSecurityStore extends ValidationData {
  readonly related: readonly ValidationRelatedInformation[]
}

const MAX_ITEMS = 10_000
const LISTS = [
  ['Certs', 'certificates'],
  ['CRLs', 'crls'],
  ['OCSPs', 'ocsps'],
] as const

function readList(file: PdfFile, dictionary: PdfDictionary, key: string, revision: number): { bytes: Uint8Array; object: PdfObject }[] {
  const list = file.get(dictionary, key, revision)
  if (list.kind === 'null') return []
  if (list.kind !== 'array' || list.items.length > MAX_ITEMS) return refuse('PDF_STRUCTURE_DAMAGED', `malformed /${key} in the document security store`)
  return list.items.map((object) => {
    const stream = file.resolve(object, revision)
    if (stream.kind !== 'stream') return refuse('PDF_STRUCTURE_DAMAGED', `/${key} holds what is no stream`)
    return { bytes: file.decode(stream, revision), object }
  })
}

function readData(file: PdfFile, dictionary: PdfDictionary, keys: readonly [string, string, string], revision: number): ValidationData {
  const [certificates, crls, ocsps] = keys.map((key) => readList(file, dictionary, key, revision).map((item) => item.bytes))
  return { certificates: certificates!, crls: crls!, ocsps: ocsps! }
}

/** The document security store as of a revision (ISO 32000-2 §12.8.4.3), or null when there is none. Throws PDF_STRUCTURE_DAMAGED and what streams throw. */
export function readDocumentSecurityStore(file: PdfFile, revision = file.newest): DocumentSecurityStore | null {
  const store = file.getDictionary(file.getRoot(revision), 'DSS', revision)
  if (store === null) return null
  const related: ValidationRelatedInformation[] = []
  for (const [key, value] of file.getDictionary(store, 'VRI', revision)?.entries ?? []) {
    const entry = dictionaryOf(file.resolve(value, revision))
    if (entry !== null) related.push({ key, ...readData(file, entry, ['Cert', 'CRL', 'OCSP'], revision) })
  }
  return { ...readData(file, store, ['Certs', 'CRLs', 'OCSPs'], revision), related }
}

const RELATED_LISTS = [
  ['Cert', 'certificates'],
  ['CRL', 'crls'],
  ['OCSP', 'ocsps'],
] as const

/** The VRI dictionary with entries set anew for these signatures (ISO 32000-2 table 262). */
function composeRelated(file: PdfFile, store: PdfDictionary, related: readonly RelatedData[], places: ReadonlyMap<string, PdfObject>): PdfDictionary {
  const entries = related.map(({ keyHash, data }) => {
    const lists = RELATED_LISTS.map(([key, kind]) => {
      const items = data[kind].flatMap((item) => places.get(`${kind} ${sha256Hex(item)}`) ?? [])
      return [key, items.length === 0 ? undefined : pdfArray(items)] as const
    })
    return [encodeHex(keyHash).toUpperCase(), pdfDictionary({ Type: pdfName('VRI'), ...Object.fromEntries(lists) })] as const
  })
  return withEntries(file.getDictionary(store, 'VRI') ?? pdfDictionary({}), Object.fromEntries(entries))
}

/** What belongs to one signature: for judges that look there and nowhere else. */
export interface RelatedData {
  /** SHA-1 of its /Contents; a name, no proof. */
  readonly keyHash: Uint8Array
  readonly data: ValidationData
}

/**
 * The file with one revision more that holds what is missing of `data` in its document security store (ETSI EN 319 142-1 §5.4.2); what
 * is there already stays and is not written twice. With nothing missing, the file itself. Per-signature entries (VRI) only as `related` names
 * them: they are optional and say nothing that the lists do not. Deterministic. Throws what `readPdf` and `appendRevision` throw.
 */
export function appendDocumentSecurityStore(bytes: Uint8Array, data: ValidationData, related: readonly RelatedData[] = []): Uint8Array {
  const file = readPdf(bytes)
  const root = file.getRootReference()
  const catalog = file.root
  const given = catalog.entries.get('DSS')
  const before = file.resolve(given)
  const store = before.kind === 'dictionary' ? before : pdfDictionary({ Type: pdfName('DSS') })
  let number = nextNumber(file)
  const objects: RevisionObject[] = []
  const lists: Record<string, PdfObject> = {}
  const places = new Map<string, PdfObject>()
  for (const [key, kind] of LISTS) {
    const present = readList(file, store, key, file.newest)
    const items = present.map((item) => item.object)
    for (const { bytes: one, object } of present) places.set(`${kind} ${sha256Hex(one)}`, object)
    for (const item of data[kind]) {
      const place = `${kind} ${sha256Hex(item)}`
      if (places.has(place)) continue
      const id = { number: number++, generation: 0 }
      places.set(place, pdfReference(id))
      objects.push({ ...id, value: pdfStream({ Filter: pdfName('FlateDecode') }, deflate(item)) })
      items.push(pdfReference(id))
    }
    if (items.length > present.length) lists[key] = pdfArray(items)
  }
  if (objects.length === 0) return bytes
  if (related.length > 0) lists['VRI'] = composeRelated(file, store, related, places)
  const isIndirect = given?.kind === 'reference' && before.kind === 'dictionary'
  const storeId: PdfReference = isIndirect ? given : pdfReference({ number, generation: 0 })
  objects.push({ number: storeId.number, generation: storeId.generation, value: withEntries(store, lists) })
  if (!isIndirect) objects.push({ number: root.number, generation: root.generation, value: withEntries(catalog, { DSS: storeId }) })
  return appendRevision(file, { objects })
}
