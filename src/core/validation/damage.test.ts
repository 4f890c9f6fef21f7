import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeReport } from './encode.ts'
import { extractFacts } from './facts.ts'
import type { Report } from './report.ts'
import { validate } from './validate.ts'

const VECTORS = join(import.meta.dirname, '..', '..', 'testing', 'vectors', 'pdf')
const NAMES = ['pyhanko-signed-signed-new.pdf', 'openpdf-signed-signed.pdf', 'pdfbox-signed-signed.pdf', 'signpdf-signed-signed.pdf']
const judge = (bytes: Uint8Array): Promise<Report> => validate(extractFacts(bytes), { anchors: [] }, Date.UTC(2026, 10, 26))

/** A file with two signatures, and where the dictionary of each stands without its /Contents. */
function open(name: string) {
  const bytes = new Uint8Array(readFileSync(join(VECTORS, name)))
  const dictionaries = extractFacts(bytes).signatures.map(({ field, value }) => ({ field, place: value.place!, contents: value.contentsPlace! }))
  return { bytes, dictionaries }
}

function damage(bytes: Uint8Array, at: number, letter: string): Uint8Array {
  const damaged = bytes.slice()
  damaged[at] = letter.charCodeAt(0)
  return damaged
}

test.each(NAMES)('[V13] %s: a damaged dictionary of the second signature is named, and does not keep the first from being judged', async (name) => {
  const { bytes, dictionaries: [first, second] } = open(name)
  // the dictionary's opening bracket
  const report = await judge(damage(bytes, second!.place.start, 'X'))
  const [sound, broken] = [report.signatures.find(({ field }) => field === first!.field)!, report.signatures.find(({ field }) => field === second!.field)!]
  expect(sound).toMatchObject({ cryptography: 'PASSED', byteRange: 'CLEAN', coverage: 'ENTIRE-REVISION', indication: 'INDETERMINATE' })
  expect(broken).toMatchObject({ cryptography: 'FAILED', byteRange: 'SUSPECT', coverage: 'PARTIAL', indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' })
  expect(encodeReport(report, name, 'en').verdict.sentence).toContain('is damaged (PDF_SYNTAX_DAMAGED)')
  expect(report.verdict.indication).toBe('TOTAL-FAILED')
})

test.each(NAMES)('[V16] %s: a damaged dictionary of the first signature is named, and the second says that what it signed was changed', async (name) => {
  const { bytes, dictionaries: [first, second] } = open(name)
  const report = await judge(damage(bytes, first!.place.start, 'X'))
  expect(report.signatures.find(({ field }) => field === first!.field)).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' })
  expect(report.signatures.find(({ field }) => field === second!.field)).toMatchObject({ cryptography: 'FAILED', subIndication: 'HASH_FAILURE' })
})

test('[V1] whatever one byte of a signature dictionary becomes, both signatures are judged and the file is not believed', async () => {
  const files = NAMES.map(open)
  await fc.assert(fc.asyncProperty(fc.nat(3), fc.nat(1), fc.nat(), fc.constantFrom('X', '(', '>', '<', '/', '%', '[', ' ', '\u0000'), async (file, which, spot, letter) => {
    const { bytes, dictionaries } = files[file]!
    const { place, contents } = dictionaries[which]!
    const spots = [place.start, place.end - 1, ...Array.from({ length: place.end - place.start }, (_, index) => place.start + index).filter((at) => at <= contents.start || at >= contents.end - 1)]
    const at = spots[spot % spots.length]!
    fc.pre(bytes[at] !== letter.charCodeAt(0))
    const { verdict, signatures } = await judge(damage(bytes, at, letter))
    expect(verdict.indication).toBe('TOTAL-FAILED')
    expect(signatures.length).toBeGreaterThanOrEqual(2)
  }), { numRuns: 150 })
})

test('[V38] damage in what a later revision wrote leaves the earlier signature undecided, not unread', async () => {
  const { bytes, dictionaries: [first] } = open('pyhanko-signed-signed-new.pdf')
  const text = Buffer.from(bytes).toString('latin1')
  const later = extractFacts(bytes).revisions.at(-2)!.end
  // the new field's own dictionary
  const at = text.indexOf('/FT /Sig', later)
  const report = await judge(damage(bytes, text.lastIndexOf('<<', at), 'X'))
  expect(report.signatures.find(({ field }) => field === first!.field)).toMatchObject({ cryptography: 'PASSED', byteRange: 'CLEAN' })
  expect(report.verdict.indication).not.toBe('TOTAL-PASSED')
})
