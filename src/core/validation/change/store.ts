import { readDer } from '../../bytes/der.ts'
import { CodedError, isCodedError } from '../../bytes/error.ts'
import { PDF_NULL } from '../../pdf/object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfStream } from '../../pdf/object.ts'
import { equalObjects } from './comparison.ts'
import type { Owner, StepContext } from './context.ts'

type Kind = 'certificate' | 'crl' | 'ocsp'

const LISTS: Readonly<Record<string, Kind>> = { Certs: 'certificate', CRLs: 'crl', OCSPs: 'ocsp' }
const RELATED_LISTS: Readonly<Record<string, Kind>> = { Cert: 'certificate', CRL: 'crl', OCSP: 'ocsp' }

/** Store, lists, related data, and their lists. */
const MAX_STORE_DEPTH = 5

/** Whether bytes are what their list says: DER of the right outline, nothing before or after it. */
function isOfKind(bytes: Uint8Array, kind: Kind): boolean {
  try {
    const whole = readDer(bytes)
    if (whole.tag !== 0x30 || whole.end !== bytes.length) return false
    const [first, second, third] = whole.children()
    if (kind === 'certificate' || kind === 'crl') return first?.tag === 0x30 && second?.tag === 0x30 && third?.tag === 0x03
    return first?.tag === 0x0a && (second === undefined || second.tag === 0xa0)
  } catch (error) {
    if (error instanceof CodedError) return false
    throw error
  }
}

function holds({ file, revision }: StepContext, stream: PdfStream, kind: Kind): boolean {
  try {
    return isOfKind(file.decode(stream, revision), kind)
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

/** Streams known to be what their list says, for the next revision that lists them. */
const known = new WeakMap<PdfStream, Kind>()

/** Whether an object is a stream of such data; /Subtype would make it something that can be drawn. */
function isData(context: StepContext, item: PdfObject, kind: Kind): boolean {
  const stream = context.file.resolve(item, context.revision)
  if (stream.kind !== 'stream') return false
  if (known.get(stream) === kind) return true
  if (stream.dictionary.entries.has('Subtype') || !holds(context, stream, kind)) return false
  known.set(stream, kind)
  return true
}

const listed = new WeakMap<StepContext, ReadonlySet<number>>()

/** Numbers that the earlier revision's store led to: what stood in it then is not this revision's doing. Gathered once for a step. */
function listedBefore(context: StepContext): ReadonlySet<number> {
  const known = listed.get(context) ?? gatherListed(context)
  listed.set(context, known)
  return known
}

function gatherListed({ file, before }: StepContext): ReadonlySet<number> {
  const store = file.getDictionary(file.getRoot(before), 'DSS', before)
  const numbers = new Set<number>()
  const add = (value: PdfObject, depth: number): void => {
    if (value.kind === 'reference') {
      if (numbers.has(value.number)) return
      numbers.add(value.number)
    }
    const target = depth > MAX_STORE_DEPTH ? PDF_NULL : file.resolve(value, before)
    if (target.kind === 'array') for (const item of target.items) add(item, depth + 1)
    else if (target.kind === 'dictionary') for (const item of target.entries.values()) add(item, depth + 1)
  }
  if (store !== null) add(store, 0)
  return numbers
}

/** Explains the data streams of a list that are new in it; false when one of them is something else. */
function readList(context: StepContext, value: PdfObject | undefined, kind: Kind, owner: Owner): boolean {
  const { file, revision } = context
  if (value?.kind === 'reference') context.explain(value.number, owner)
  const list = file.resolve(value, revision)
  if (list.kind !== 'array') return false
  return list.items.every((item) => {
    if (item.kind === 'null') return true
    if (item.kind !== 'reference') return false
    const isOld = !context.changed.has(item.number)
    if (!isData(context, item, kind)) return isOld && listedBefore(context).has(item.number)
    context.explain(item.number, owner)
    return true
  })
}

function readRelated(context: StepContext, value: PdfObject | undefined, owner: Owner): boolean {
  const related = context.dictionary(value, context.revision)
  if (value?.kind === 'reference') context.explain(value.number, owner)
  if (related === null) return false
  return [...related.entries].every(([key, item]) => {
    if (key === 'Type') return true
    if (item.kind === 'reference') context.explain(item.number, owner)
    const entry = context.dictionary(item, context.revision)
    if (!/^[0-9A-Fa-f]{40}$/.test(key) || entry === null) return false
    return [...entry.entries].every(([name, part]) => {
      const kind = RELATED_LISTS[name]
      if (kind !== undefined) return readList(context, part, kind, owner)
      if (name === 'TS' && part.kind === 'reference') context.explain(part.number, owner)
      return name === 'Type' || name === 'TU' || name === 'TS'
    })
  })
}

function fits(context: StepContext, store: PdfDictionary, owner: Owner): boolean {
  return [...store.entries].every(([key, value]) => {
    const kind = LISTS[key]
    if (kind !== undefined) return readList(context, value, kind, owner)
    return key === 'VRI' ? readRelated(context, value, owner) : key === 'Type'
  })
}

/**
 * The document security store (ISO 32000-2 §12.8.4.3) after a revision. It is taken as one by what is in it — lists of certificates, CRLs
 * and OCSP responses that nothing else refers to — and never because of its name.
 */
export function judgeStore(context: StepContext, catalog: ObjectId): void {
  const { file, revision } = context
  const value = file.getRoot(revision).entries.get('DSS')
  const before = file.getRoot(context.before).entries.get('DSS')
  if (equalObjects(before, value) && !context.leadsToChange(value)) return
  if (value === undefined) {
    if (before !== undefined) context.report(catalog, 'catalog-changed', 'OTHER', { path: 'Root/DSS' })
    return
  }
  const store = context.dictionary(value, revision)
  const owner: Owner = { name: 'document security store', roots: [{ number: catalog.number, way: 'DSS' }] }
  const id = value.kind === 'reference' ? value : catalog
  if (value.kind === 'reference') context.explain(value.number, owner)
  if (store === null || !fits(context, store, owner)) {
    context.report(id, 'security-store-misused', 'OTHER', { path: 'Root/DSS' })
    return
  }
  context.report(id, 'security-store', 'LTA-UPDATE', { path: 'Root/DSS' })
}
