import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildBase } from '../../testing/attack/sample.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { FormHistory } from './form-history.ts'
import { readFields } from './form.ts'
import { pdfArray, pdfDictionary, pdfName, pdfReference, pdfString, withEntries } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import { readPages } from './page.ts'
import { readPdfTolerantly } from './reader.ts'
import type { PdfFile } from './reader.ts'
import { appendRevision } from './writer.ts'

const text = (words: string): PdfObject => pdfString(encodeLatin1(words))
const id = (number: number) => ({ number, generation: 0 })

/** Ways in which a save may touch the form, the catalog or the pages of `buildBase`. */
const EDITS: Readonly<Record<string, (file: PdfFile, mark: string) => Record<number, PdfObject>>> = {
  value: (file, mark) => ({ 20: withEntries(file.getObject(id(20)) as PdfDictionary, { V: text(mark) }) }),
  look: (file) => ({ 21: file.getObject(id(21)) }),
  name: (file, mark) => ({ 10: withEntries(file.getObject(id(10)) as PdfDictionary, { T: text(mark) }) }),
  list: () => ({ 6: pdfDictionary({ Fields: pdfArray([20, 11].map((number) => pdfReference(id(number)))) }) }),
  lists: () => ({ 6: pdfDictionary({ Fields: pdfReference(id(50)) }), 50: pdfArray([10, 20, 51].map((number) => pdfReference(id(number)))), 51: pdfDictionary({ FT: pdfName('Tx'), T: text('more') }) }),
  branch: () => ({ 11: pdfDictionary({ T: text('group'), FT: pdfName('Tx'), Kids: pdfArray([pdfReference(id(52))]) }), 52: pdfDictionary({ T: text('kid'), Parent: pdfReference(id(11)) }) }),
  gone: () => ({ 10: pdfDictionary({}), 11: pdfArray([]) }),
  catalog: (file, mark) => ({ 1: withEntries(file.root, { Lang: text(mark) }) }),
  noForm: (file) => ({ 1: withEntries(file.root, { AcroForm: undefined }) }),
  page: (file, mark) => ({ 3: withEntries(file.getObject(id(3)) as PdfDictionary, { LastModified: text(mark) }) }),
  pages: () => ({ 2: pdfDictionary({ Type: pdfName('Pages'), Kids: pdfArray([3, 53].map((number) => pdfReference(id(number)))), MediaBox: pdfArray([]) }), 53: pdfDictionary({ Type: pdfName('Page'), Parent: pdfReference(id(2)) }) }),
}

function save(names: readonly string[]): PdfFile {
  let file = readPdfTolerantly(buildBase())
  for (const [index, name] of names.entries()) {
    const objects = EDITS[name]!(file, `m${index}`)
    file = readPdfTolerantly(appendRevision(file, { objects: Object.entries(objects).map(([number, value]) => ({ ...id(Number(number)), value })) }))
  }
  return file
}

const attempt = <T>(read: () => T): T | string => {
  try {
    return read()
  } catch (error) {
    return String(error)
  }
}

const edits = fc.array(fc.constantFrom(...Object.keys(EDITS)), { minLength: 1, maxLength: 8 })

describe('fields and pages of one revision after another', () => {
  test('are what each revision alone has, in whichever order they are asked for', () => {
    fc.assert(fc.property(edits, fc.array(fc.nat(8), { maxLength: 12 }), (names, order) => {
      const file = save(names)
      for (const at of [...file.revisions.keys(), ...order.map((one) => one % file.revisions.length)]) {
        const fresh = readPdfTolerantly(file.bytes)
        expect(attempt(() => readFields(file, at))).toEqual(attempt(() => new FormHistory(fresh).at(at)))
        expect(attempt(() => readPages(file, at))).toEqual(attempt(() => readPages(fresh, at)))
      }
    }), { numRuns: 120 })
  })

  test('are the same objects where a revision did not touch them: large forms saved often stay cheap', () => {
    const file = save(['catalog', 'value', 'page'])
    const [first, second, third, fourth] = file.revisions.map(({ index }) => readFields(file, index))
    expect(second).toBe(first)
    expect(third!.map((field, place) => field === second![place])).toEqual([true, true, false])
    expect(fourth).toBe(third)
    const pages = file.revisions.map(({ index }) => readPages(file, index))
    expect([pages[1] === pages[0], pages[2] === pages[1], pages[3] === pages[2]]).toEqual([true, true, false])
  })
})
