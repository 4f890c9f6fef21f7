import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCodedError } from '../../core/bytes/error.ts'
import { readPdfTolerantly } from '../../core/pdf/reader.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import type { ByteRange } from '../../core/pdf/signature.ts'
import { encodeReport } from '../../core/validation/encode.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { validate } from '../../core/validation/validate.ts'
import { createSample, SAMPLE_TIME } from '../attack/sample.ts'
import { mutate } from './mutation.ts'

/** A file that passes as it is, and what of it is signed. */
export interface Subject {
  readonly name: string
  readonly bytes: Uint8Array
  readonly anchors: readonly Uint8Array[]
  readonly ranges: readonly ByteRange[]
}

/** What became of one mutation. */
export interface Outcome {
  /** The verdict, or the code with which the file was refused. */
  readonly kind: string
  /** What must never be: a pass though a signed byte was changed, or an error without a code. */
  readonly fault: string | null
}

const VECTORS = join(import.meta.dirname, '..', 'vectors', 'pdf')

const rangesOf = (bytes: Uint8Array): ByteRange[] => findSignatures(readPdfTolerantly(bytes)).flatMap(({ value }) => (value?.byteRange ? [value.byteRange] : []))

/** The product's own files in every form of cross-reference, and those of other programs. */
export async function gatherSubjects(): Promise<Subject[]> {
  const own = await Promise.all((['table', 'stream', 'objectStream', 'hybrid'] as const).map(async (kind) => {
    const { secured, authority } = await createSample({ kind, certify: kind === 'stream' })
    return { name: kind, bytes: secured, anchors: authority.anchors, ranges: rangesOf(secured) }
  }))
  const foreign = readdirSync(VECTORS).map((file) => {
    const bytes = new Uint8Array(readFileSync(join(VECTORS, file)))
    return { name: file, bytes, anchors: [], ranges: rangesOf(bytes) }
  })
  return [...own, ...own, ...foreign]
}

/** The platform's hash that answers at once: a round trip to another thread costs more than hashing files as small as these. */
const hashAtOnce = (hash: string) => createHash(hash.toLowerCase().replace('-', ''))

const isSignedByteChanged = ({ bytes, ranges }: Subject, mutated: Uint8Array, [first, firstLength, second, secondLength]: ByteRange = ranges[0]!): boolean => {
  for (const [from, to] of [[first, first + firstLength], [second, second + secondLength]] as const) {
    for (let at = from; at < to; at++) if (bytes[at] !== mutated[at]) return true
  }
  return false
}

/** Judges one mutation of one subject. */
export async function judgeMutation(subject: Subject, seed: number): Promise<Outcome> {
  const mutated = mutate(subject.bytes, seed)
  try {
    const report = await validate(extractFacts(mutated), { anchors: subject.anchors, createHash: hashAtOnce }, SAMPLE_TIME + 3_600_000)
    encodeReport(report, subject.name, 'en')
    const { indication } = report.verdict
    // the first signature's range lies inside those of all later ones: whatever changes it must show in every verdict
    const isChanged = isSignedByteChanged(subject, mutated)
    const hasPassed = indication === 'TOTAL-PASSED' || (report.signatures.length === subject.ranges.length && report.signatures.every(({ cryptography, byteRange }) => cryptography === 'PASSED' && byteRange === 'CLEAN'))
    return { kind: indication, fault: isChanged && hasPassed ? 'passed though a signed byte was changed' : null }
  } catch (error) {
    if (isCodedError(error)) return { kind: error.code, fault: null }
    return { kind: 'crash', fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
