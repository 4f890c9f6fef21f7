import { X509Certificate } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pdfDictionary, pdfName, pdfNumber, pdfStream, pdfString } from '../../core/pdf/object.ts'
import type { PdfObject } from '../../core/pdf/object.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { appendRevision, nextNumber } from '../../core/pdf/writer.ts'
import { appendSignatureFields } from '../../core/signing/append-field.ts'
import { signRevision } from '../../core/signing/pades.ts'
import { prepareSignature } from '../../core/signing/revision.ts'
import { buildPdf, contractObjects } from '../pdf/builder.ts'
import { createTestAuthority, type TestAuthority } from '../pki/authority.ts'
import { runOrFail } from '../process.ts'
import { askOpenssl, askPdfsig, askQpdf, type Verdict } from './judges.ts'
import { askMutool } from './token.ts'

const ROUNDS = 12
/** Every so many revisions somebody signs. */
const SIGNED = 3
const NAMES = Array.from({ length: ROUNDS / SIGNED }, (_, index) => `party-${index + 1}`)

/** Objects that this file's own updates made: how each stands. */
interface Own {
  readonly used: number[]
  readonly free: number[]
}

/** One more revision: new objects, one written again, one freed, and a freed number used again under its next generation. */
function update(bytes: Uint8Array, round: number, own: Own): Uint8Array {
  const file = readPdf(bytes)
  const next = nextNumber(file)
  const generationOf = (number: number): number => file.getEntry(number)!.entry.generation
  const value = (what: string): PdfObject => pdfDictionary({ Type: pdfName('Note'), Round: pdfNumber(round), What: pdfString(new TextEncoder().encode(what), false) })
  const objects = [
    { number: next, generation: 0, value: value('new') },
    { number: next + 1, generation: 0, value: pdfStream({}, new Uint8Array(round).fill(0x41)) },
    { number: next + 2, generation: 0, value: value('to be freed') },
  ]
  const [again] = own.used
  if (again !== undefined) objects.push({ number: again, generation: generationOf(again), value: value('again') })
  const revived = round % 2 === 0 ? own.free.shift() : undefined
  if (revived !== undefined) objects.push({ number: revived, generation: generationOf(revived), value: value('a number used again') })
  const freed = own.used.length > 3 ? [own.used.pop()!] : []
  own.used.push(next, next + 2)
  if (revived !== undefined) own.used.push(revived)
  own.free.push(...freed)
  return appendRevision(file, { objects, freed })
}

async function sign(authority: TestAuthority, base: Uint8Array, field: string): Promise<Uint8Array> {
  const { signer } = await authority.issueSignatory({ email: `${field}@example.com` })
  const appearance = { width: 180, height: 40, content: 'q 0 0 180 40 re S Q', fonts: {} }
  const claimedTime = `${new Date(authority.now).toISOString().slice(0, 19)}+00:00`
  const prepared = prepareSignature({ base, field, name: 'Nguyễn Thị Lan', reason: 'Tôi đồng ý', location: 'Hà Nội', claimedTime, appearance, contentsSize: 12_000, certify: false })
  return signRevision({ prepared, signer, timestamp: (imprint) => authority.issueTimestamp(imprint), trust: { anchors: authority.anchors } })
}

/** Legal, and seldom seen: two pages that name one array of annotations, a form inside the catalog, escaped names, entries of others in the trailer, gaps between numbers. */
function makeOdd(): Record<number, string | Uint8Array> {
  const objects = contractObjects([])
  const page = String(objects[3]).replace('/Annots []', '/Annots 20 0 R')
  return {
    ...objects, 1: '<</Type /Cat#61log /Pages 2 0 R /AcroForm <</Fields 21 0 R /DR 22 0 R>> /V#c3#a9 /n#23a>>', 2: '<</Type /Pages /Kids [3 0 R 30 0 R] /Count 2>>', 3: page, 30: page,
    20: '[]', 21: '[]', 22: '<</Font 23 0 R>>', 23: '<</Label 5 0 R>>', 900: 'null',
  }
}

/** Files of every kind of cross-reference, by our own builder and by qpdf: linearized, and with object streams. */
async function makeBases(folder: string): Promise<readonly (readonly [string, Uint8Array])[]> {
  const built: [string, Uint8Array][] = (['table', 'stream', 'objectStream', 'hybrid'] as const).map((kind) => [kind, buildPdf(contractObjects([]), { kind })])
  for (const kind of ['table', 'objectStream'] as const) built.push([`odd-${kind}`, buildPdf(makeOdd(), { kind, trailer: '/DocChecksum /A1B2 /X_Own <</A 1>>' })])
  const from = join(folder, 'plain.pdf')
  await writeFile(from, built[0]![1])
  const others = await Promise.all(([['linearized', ['--linearize']], ['linearized-packed', ['--linearize', '--object-streams=generate']], ['packed', ['--object-streams=generate']]] as const).map(async ([name, options]) => {
    const to = join(folder, `qpdf-${name}.pdf`)
    await runOrFail('qpdf', [...options, from, to])
    return [`qpdf-${name}`, new Uint8Array(await readFile(to))] as const
  }))
  return [...built, ...others]
}

function hold(name: string, round: number, verdicts: readonly Verdict[]): void {
  const wrong = verdicts.find(({ passed }) => !passed)
  if (wrong) throw new Error(`${name}, revision ${round}: ${wrong.remark}`)
}

/**
 * Files that grow by many revisions, signed again and again between them: after every append what stood before is an exact prefix of the
 * same kind, qpdf finds nothing wrong, MuPDF repairs nothing, and every earlier signature still verifies in OpenSSL and pdfsig.
 */
export async function checkRevisions(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const authority = await createTestAuthority({ now: Math.floor(Date.now() / 1000) * 1000 })
  const root = join(folder, 'root.pem')
  await writeFile(root, new X509Certificate(Buffer.from(authority.root.certificate)).toString())
  const moment = authority.now / 1000
  let appends = 0
  const bases = await makeBases(folder)
  for (const [name, base] of bases) {
    const fields = NAMES.map((field, index) => ({ name: field, page: 0, rectangle: [50, 50 + index * 60, 230, 90 + index * 60] as const, description: field }))
    let bytes = appendSignatureFields(base, fields)
    const own: Own = { used: [], free: [] }
    const kinds = new Set([readPdf(base).revisions.at(-1)!.kind])
    for (let round = 1; round <= ROUNDS; round++) {
      const before = bytes
      bytes = round % SIGNED === 0 ? await sign(authority, bytes, NAMES[round / SIGNED - 1]!) : update(bytes, round, own)
      appends++
      if (Buffer.compare(bytes.subarray(0, before.length), before) !== 0) throw new Error(`${name}, revision ${round}: a byte of before was changed`)
      kinds.add(readPdf(bytes).revisions.at(-1)!.kind)
      const file = join(folder, `${name}.pdf`)
      await writeFile(file, bytes)
      hold(name, round, [await askQpdf({ file })])
      if (round >= SIGNED) hold(name, round, await Promise.all([askMutool({ file }), askOpenssl({ file, root, moment }), askPdfsig({ file }, true)]))
    }
    if (kinds.size !== 1) throw new Error(`${name} became another kind of file: ${[...kinds].join()}`)
  }
  return `${bases.length} files, ${appends} appends`
}
