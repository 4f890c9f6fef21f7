import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCodedError } from '../bytes/error.ts'
import { allocateWithRoom } from '../bytes/room.ts'
import { withOwnFile } from '../contract/own-file.ts'
import { createDraft } from '../contract/template.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { extractFacts } from '../validation/facts.ts'
import { validate } from '../validation/validate.ts'
import { loadFonts } from '../../testing/ceremony/contract.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { deriveOwnBase, OWN_FILE_ROOM, readOwnFile } from './own-file.ts'

const VECTORS = join(import.meta.dirname, '..', '..', 'testing', 'vectors', 'pdf')
const vector = (name: string) => new Uint8Array(readFileSync(join(VECTORS, name)))
const codeOf = (run: () => unknown): string => {
  try {
    run()
    return 'taken'
  } catch (error) {
    if (!isCodedError(error)) throw error
    return error.code
  }
}
const fonts = loadFonts()

function draftOver(bytes: Uint8Array, place = { page: 1, x: 40, y: 40, width: 200, height: 70 }) {
  return withOwnFile(createDraft('own-file', 'vi'), { name: 'a.pdf', hash: 'a'.repeat(64), size: bytes.length, pages: readPdf(bytes).pages.length, places: [{ party: 'buyer', ...place }] })
}

describe('a seller’s own file: one that is mended, certified or encrypted would not be what people had, or would break who signed it', () => {
  const names = readdirSync(VECTORS).filter((name) => name.endsWith('.pdf'))
  it.each(names.filter((name) => name.includes('-encrypted')))('%s, encrypted, is refused', (name) => {
    expect(codeOf(() => readOwnFile(vector(name)))).toBe('OWN_FILE_ENCRYPTED')
  })

  it.each(names.filter((name) => name.includes('-certified') && !name.includes('-encrypted')))('%s, certified by another program, is refused', (name) => {
    expect(codeOf(() => readOwnFile(vector(name)))).toBe('OWN_FILE_CERTIFIED')
  })

  it.each(names.filter((name) => /-(packed-)?signed\.pdf$/.test(name) && !/certified|encrypted/.test(name)))('%s keeps its signatures when fields are added', async (name) => {
    const bytes = vector(name)
    const { facts } = readOwnFile(bytes)
    expect(facts.signatureCount).toBeGreaterThan(0)
    const base = deriveOwnBase(draftOver(bytes), bytes, fonts)
    expect(Buffer.from(base.subarray(0, bytes.length)).equals(Buffer.from(bytes))).toBe(true)
    expect(findSignatures(readPdf(base)).some((field) => field.name === 'signature-buyer' && field.value === null)).toBe(true)
    // Self-signed vectors are trusted by nobody; what counts is that the new revision is not held against them.
    const judge = async (file: Uint8Array) => (await validate(extractFacts(file), { anchors: [] }, Date.parse('2026-11-25T12:00:00Z'))).signatures.map(({ indication, subIndication }) => [indication, subIndication])
    expect((await judge(base)).slice(0, facts.signatureCount)).toEqual(await judge(bytes))
  })

  it('the same bytes in a buffer with room and without, and again', () => {
    const bytes = buildPdf(contractObjects([]), { kind: 'stream' })
    const roomy = allocateWithRoom(bytes.length, OWN_FILE_ROOM)
    roomy.set(bytes)
    const [one, two] = [deriveOwnBase(draftOver(bytes), bytes, fonts), deriveOwnBase(draftOver(bytes), roomy, fonts)]
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true)
    expect(two.buffer).toBe(roomy.buffer)
  })

  it('a place off its page or on no page is refused by name', () => {
    const bytes = buildPdf(contractObjects([]))
    expect(codeOf(() => deriveOwnBase(draftOver(bytes, { page: 1, x: 500, y: 40, width: 200, height: 70 }), bytes, fonts))).toBe('OWN_FILE_PLACE')
    expect(codeOf(() => deriveOwnBase(draftOver(bytes, { page: 2, x: 0, y: 0, width: 20, height: 70 }), bytes, fonts))).toBe('OWN_FILE_PLACE')
    expect(codeOf(() => deriveOwnBase(draftOver(bytes), bytes.slice(1), fonts))).toBe('OWN_FILE_DIFFERS')
  })

  it('a changed byte anywhere is refused with a code or read, never a crash', () => {
    const good = buildPdf(contractObjects([]), { kind: 'objectStream' })
    assert(property(integer({ min: 0, max: good.length - 1 }), integer({ min: 1, max: 255 }), (at, by) => {
      const bad = good.slice()
      bad[at] = bad[at]! ^ by
      expect(codeOf(() => readOwnFile(bad))).toMatch(/^(taken|OWN_FILE_[A-Z_]+)$/)
    }), { numRuns: 400 })
  })

  it.each([
    ['a revision that counts fewer objects than the one before', () => buildPdf({ 3: contractObjects([])[3]! }, { base: buildPdf(contractObjects([])), previous: readPdf(buildPdf(contractObjects([]))).revisions[0]!.sectionOffset })],
    ['a branch that holds fewer pages than it says', () => buildPdf({ ...contractObjects([]), 2: '<</Type /Pages /Kids [3 0 R] /Count 2>>' })],
    ['a field that nothing can refer to', () => buildPdf({ ...contractObjects([]), 6: '<</Fields [<</FT /Tx /T (a)>>]>>' })],
  ])('%s is refused: readers mend it each in its own way', (_, make) => {
    expect(codeOf(() => readOwnFile(make()))).toBe('OWN_FILE_DAMAGED')
  })

  it('a form that says it is no XFA form is none, when it is taken and when it gets its fields', () => {
    const bytes = buildPdf({ ...contractObjects([]), 6: '<</Fields [] /XFA null>>' })
    expect(codeOf(() => readOwnFile(bytes))).toBe('taken')
    expect(codeOf(() => deriveOwnBase(draftOver(bytes), bytes, fonts))).toBe('taken')
  })

  it('any beginning of a file is refused', () => {
    const good = buildPdf(contractObjects([]))
    for (let length = 0; length < good.length - 1; length += 37) expect(codeOf(() => readOwnFile(good.slice(0, length)))).toMatch(/^OWN_FILE_/)
  })
})
