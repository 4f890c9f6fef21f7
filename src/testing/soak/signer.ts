import { equalBytes } from '../../core/bytes/compare.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import type { SignatureField } from '../../core/pdf/signature.ts'
import { appendSignatureFields } from '../../core/signing/append-field.ts'
import { insertContents } from '../../core/signing/pades.ts'
import { prepareSignature } from '../../core/signing/revision.ts'
import { createSample } from '../attack/sample.ts'
import { buildPdf, contractObjects } from '../pdf/builder.ts'
import { mutate } from './mutation.ts'
import type { Outcome, Subject } from './subject.ts'

const FIELD = 'soak'
const KINDS = ['table', 'stream', 'objectStream', 'hybrid'] as const

/** Files that get a field and a signature as they are: new, tagged, with empty fields, signed by others; and certified ones, which are refused. */
export async function gatherSignerSubjects(): Promise<Subject[]> {
  const plain = KINDS.map((kind) => ({ name: `plain ${kind}`, bytes: buildPdf(contractObjects(), { kind }) }))
  const tagged = buildPdf({
    ...contractObjects(),
    1: '<</Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /StructTreeRoot 30 0 R /MarkInfo <</Marked true>>>>',
    30: '<</Type /StructTreeRoot /K 31 0 R /ParentTree 32 0 R /ParentTreeNextKey 1>>',
    31: '<</Type /StructElem /S /Document /P 30 0 R /K []>>',
    32: '<</Kids [33 0 R]>>',
    33: '<</Nums [0 []] /Limits [0 0]>>',
  })
  const signed = await Promise.all(KINDS.flatMap((kind) => [false, true].map(async (certify) => ({ name: `${certify ? 'certified' : 'signed'} ${kind}`, bytes: (await createSample({ kind, certify })).secured }))))
  return [...plain, { name: 'tagged', bytes: tagged }, ...signed].map((subject) => ({ ...subject, anchors: [], ranges: [] }))
}

const signedFields = (bytes: Uint8Array): SignatureField[] => findSignatures(readPdf(bytes)).filter((field) => field.value !== null)

/** What must hold of whatever was signed: the first thing that does not. */
function findFault(original: Uint8Array, signed: Uint8Array): string | null {
  if (!equalBytes(signed.subarray(0, original.length), original)) return 'a byte of before was changed'
  const [before, after] = [signedFields(original), signedFields(signed)]
  const own = after.find((field) => field.name === FIELD)?.value
  if (!own?.coverage.isWholeFile || !own.coverage.isGapContents || !own.isContentsPlain) return 'the signature does not cover its file'
  const isKept = before.every(({ name, value }) => {
    const same = after.find((field) => field.name === name)?.value
    return same?.contents && value?.contents && equalBytes(same.contents, value.contents) && JSON.stringify(same.byteRange) === JSON.stringify(value.byteRange)
  })
  if (!isKept) return 'an earlier signature is not what it was'
  return before.some(({ value }) => value?.dictionary.entries.has('Reference')) ? 'signed though somebody had certified' : null
}

/** Adds a field to one mutation of one subject and signs it, as far as it lets itself be signed. */
export function signMutation(subject: Subject, seed: number): Promise<Outcome> {
  const mutated = mutate(subject.bytes, seed)
  try {
    const base = appendSignatureFields(mutated, [{ name: FIELD, page: 0, rectangle: [10, 10, 110, 50], description: 'Soak' }])
    const appearance = { width: 100, height: 40, content: '', fonts: {} }
    const prepared = prepareSignature({ base, field: FIELD, name: 'Lan', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance, contentsSize: 64, certify: 'if-first' })
    return Promise.resolve({ kind: 'signed', fault: findFault(mutated, insertContents(prepared, new Uint8Array(64).fill(0x30))) })
  } catch (error) {
    if (isCodedError(error)) return Promise.resolve({ kind: error.code, fault: null })
    return Promise.resolve({ kind: 'crash', fault: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
