import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { encodeLatin1 } from '../../core/bytes/text.ts'
import { dictionaryOf, pdfString, withEntries } from '../../core/pdf/object.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { appendRevision } from '../../core/pdf/writer.ts'
import type { Policy } from '../../core/validation/policy.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { validate } from '../../core/validation/validate.ts'
import { appendDocumentTimestamp } from '../../core/signing/document-timestamp.ts'
import { createSample, SAMPLE_TIME, secureSample, signSample } from '../attack/sample.ts'
import { installPyHanko } from '../interop/tools.ts'
import { buildPdf, contractObjects } from '../pdf/builder.ts'
import type { XrefKind } from '../pdf/builder.ts'
import { createTestAuthority } from '../pki/authority.ts'
import type { TestAuthority } from '../pki/authority.ts'
import { runOrFail } from '../process.ts'
import { kept, median, ms, printRows, times } from './theme.ts'

const ROUNDS = 9
/** Rounds before those that count: neither side’s start, nor the time an engine takes to know its code, is a file’s. */
const WARM_UP = 10
const MAX_SHARE = 0.5
const MAX_25_MS = 1000
const MAX_50_MS = 2000
const MAX_HASHES = 1.5
/** Four times the changes may cost four times as much, and no more. */
const MAX_GROWTH = 4
const LARGE = 100_000_000
const KINDS: readonly XrefKind[] = ['table', 'stream', 'objectStream', 'hybrid']

interface Case {
  readonly name: string
  readonly bytes: Uint8Array
}

const policyOf = ({ anchors }: TestAuthority): Policy => ({ anchors, createHash: (hash) => createHash(hash.toLowerCase().replace('-', '')) })

async function time(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Microseconds of this process's own work, which a busy machine does not stretch. */
async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** What one file costs, as a process that judges many sees it: read from memory, parsed, compared and judged. */
async function judge(bytes: Uint8Array, policy: Policy): Promise<number> {
  return time(async () => {
    const { signatures } = await validate(extractFacts(bytes), policy, SAMPLE_TIME + 3_600_000)
    if (signatures.some(({ cryptography }) => cryptography !== 'PASSED')) throw new Error('a sample does not verify')
  })
}

async function signOften(authority: TestAuthority, count: number): Promise<Uint8Array> {
  const fields = Array.from({ length: count }, (_, index) => `S${index}`)
  let bytes: Uint8Array = buildPdf(contractObjects(fields))
  for (const field of fields) bytes = await signSample({ authority, base: bytes, field })
  return bytes
}

/** A file with a stream of so many bytes, signed. */
function signLarge(authority: TestAuthority, length: number): Promise<Uint8Array> {
  const filler = new Uint8Array(length)
  for (let at = 0; at < length; at++) filler[at] = (at * 2654435761) >>> 24
  const head = new TextEncoder().encode(`<</Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length ${length}>>\nstream\n`)
  const tail = new TextEncoder().encode('\nendstream')
  const stream = new Uint8Array(head.length + length + tail.length)
  stream.set(head)
  stream.set(filler, head.length)
  stream.set(tail, head.length + length)
  const objects = contractObjects(['Buyer'])
  return signSample({ authority, base: buildPdf({ ...objects, 40: stream, 41: '<</Image 40 0 R>>', 1: '<</Type /Catalog /Pages 2 0 R /AcroForm 6 0 R /PieceInfo 41 0 R>>' }) })
}

/** A signed file with a form of so many fields, one of which is filled in by each of so many saves. */
async function signAndSave(authority: TestAuthority, fields: number, saves: number): Promise<Uint8Array> {
  const numbers = Array.from({ length: fields }, (_, index) => 100 + index)
  const places = [10, ...numbers].map((number) => `${number} 0 R`).join(' ')
  const texts = Object.fromEntries(numbers.map((number) => [number, `<</Type /Annot /Subtype /Widget /FT /Tx /T (F${number}) /F 4 /P 3 0 R /Rect [50 10 200 20]>>`]))
  const objects = contractObjects(['Buyer'])
  const base = buildPdf({
    ...objects, ...texts,
    3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 5 0 R>>>> /Contents 4 0 R /Annots [${places}]>>`,
    6: `<</Fields [${places}] /DR <</Font <</Label 5 0 R>>>> /DA (/Label 0 Tf 0 g)>>`,
  })
  let bytes: Uint8Array = await signSample({ authority, base })
  for (let save = 0; save < saves; save++) {
    const number = numbers[save % fields]!
    const file = readPdf(bytes)
    const field = dictionaryOf(file.getObject({ number, generation: 0 }))!
    bytes = appendRevision(file, { objects: [{ number, generation: 0, value: withEntries(field, { V: pdfString(encodeLatin1(`${save}`)) }) }] })
  }
  return bytes
}

const answer = z.array(z.object({ file: z.string(), milliseconds: z.number(), signatures: z.number() }))

/** pyHanko on the same files, in one process, in this same run. */
async function measurePyHanko(cases: readonly Case[], root: Uint8Array): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const files = cases.map((_, index) => join(folder, `${index}.pdf`))
    for (const [index, { bytes }] of cases.entries()) await writeFile(files[index]!, bytes)
    await writeFile(join(folder, 'root.der'), root)
    const task = JSON.stringify({ files, root: join(folder, 'root.der'), rounds: ROUNDS + WARM_UP, moment: new Date(SAMPLE_TIME + 60_000).toISOString() })
    const { stdout } = await runOrFail(await installPyHanko(), [join(import.meta.dirname, 'pyhanko_bench.py'), task])
    return answer.parse(JSON.parse(stdout)).map(({ milliseconds }) => milliseconds)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeCases(authority: TestAuthority): Promise<Case[]> {
  const cases: Case[] = []
  for (const kind of KINDS) {
    const sample = await createSample({ kind })
    cases.push({ name: `${kind}, B-T`, bytes: sample.signed }, { name: `${kind}, B-LT`, bytes: sample.secured })
  }
  const signed = await signOften(authority, 3)
  const { length } = await authority.issueTimestamp(new Uint8Array(32))
  cases.push({ name: 'three signatures', bytes: signed })
  cases.push({ name: 'three signatures, B-LTA', bytes: await appendDocumentTimestamp(await secureSample(authority, signed), length, (imprint) => authority.issueTimestamp(imprint)) })
  return cases
}

async function measureOwn(cases: readonly Case[], policy: Policy): Promise<number[]> {
  const rounds: number[][] = cases.map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [index, { bytes }] of cases.entries()) {
      const cost = await judge(bytes.slice(), policy)
      if (round >= 0) rounds[index]!.push(cost)
    }
  }
  return rounds.map(median)
}

/** The judge's speed against its promises, with pyHanko beside it. */
export async function benchValidation(): Promise<boolean> {
  const authority = await createTestAuthority({ now: SAMPLE_TIME })
  const policy = policyOf(authority)
  const cases = await makeCases(authority)
  const own = await measureOwn(cases, policy)
  const theirs = await measurePyHanko(cases, authority.anchors[0]!)
  const many = async (count: number): Promise<number> => {
    const bytes = await signOften(authority, count)
    return judge(bytes, policy) // the first time, as a person meets it
  }
  const [of25, of50] = [await many(25), await many(50)]
  const large = await signLarge(authority, LARGE)
  const ratios: number[] = []
  for (let round = 0; round < 3; round++) ratios.push((await judge(large, policy)) / (await time(() => createHash('sha256').update(large).digest())))
  const saved = await Promise.all([100, 400].map((saves) => signAndSave(authority, 5000, saves)))
  const growths: number[] = []
  for (let round = 0; round < 3; round++) {
    const [few, often] = [await processorTime(() => judge(saved[0]!.slice(), policy)), await processorTime(() => judge(saved[1]!.slice(), policy))]
    growths.push(often / few)
  }
  const growth = median(growths)
  const share = median(own.map((value, index) => value / theirs[index]!))
  const ratio = median(ratios)
  printRows([
    ['judging signed files (medians)', 'measured', 'limit', 'kept'],
    ['a file, against pyHanko on the same', times(share), times(MAX_SHARE), kept(share <= MAX_SHARE)],
    ['25 signatures', ms(of25), ms(MAX_25_MS), kept(of25 <= MAX_25_MS)],
    ['50 signatures', ms(of50), ms(MAX_50_MS), kept(of50 <= MAX_50_MS)],
    ['100 MB with one signed range, against its SHA-256', times(ratio), times(MAX_HASHES), kept(ratio <= MAX_HASHES)],
    ['400 saves of a form of 5,000 fields, against 100', times(growth), times(MAX_GROWTH), kept(growth <= MAX_GROWTH)],
  ])
  process.stdout.write('\n')
  printRows([['each file', 'here', 'pyHanko'], ...cases.map(({ name }, index) => [`  ${name}`, ms(own[index]!), ms(theirs[index]!)])])
  process.stdout.write('\n')
  return share <= MAX_SHARE && of25 <= MAX_25_MS && of50 <= MAX_50_MS && ratio <= MAX_HASHES && growth <= MAX_GROWTH
}
