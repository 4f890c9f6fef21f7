import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ENCRYPTED_FILES, PASSWORD_FILE } from '../../testing/vectors/encrypted-pdf.ts'
import { decodeBase64 } from '../bytes/base64.ts'
import { isCodedError } from '../bytes/error.ts'
import { inflate } from '../bytes/deflate.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import { openEncryption } from './encryption.ts'
import { pdfDictionary, pdfName, pdfNumber, pdfString } from './object.ts'
import { readPages } from './page.ts'
import { readPdf } from './reader.ts'
import { appendRevision } from './writer.ts'

const open = (text: string): Uint8Array => inflate(decodeBase64(text), { maxBytes: 100_000 })
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('files that anybody can open although they are encrypted are read as a viewer reads them', () => {
  test.each(Object.entries(ENCRYPTED_FILES))('%s', (_, text) => {
    const file = readPdf(open(text))
    const [page] = readPages(file)
    const content = file.get(page!.dictionary, 'Contents')
    expect(content.kind === 'stream' && decodeLatin1(file.decode(content)).trim()).toBe('BT (a) ET')
    const info = file.getDictionary(file.trailer, 'Info')!
    const title = info.entries.get('Title')
    expect(title?.kind === 'string' && decodeLatin1(title.bytes)).toBe('Secret title')
    const metadata = file.get(file.root, 'Metadata')
    expect(metadata.kind === 'stream' && decodeLatin1(file.decode(metadata)).trim()).toBe('<meta>')
    expect(file.isEncrypted).toBe(true)
  })
})

test('a file that needs a password is refused by name, and nothing is ever written in clear into an encrypted one', () => {
  expect(() => readPdf(open(PASSWORD_FILE))).toThrow(code('PDF_ENCRYPTED'))
  const file = readPdf(open(ENCRYPTED_FILES['AESV3, revision 6']!))
  expect(() => appendRevision(file, { objects: [{ number: 5, generation: 0, value: pdfDictionary({}) }] })).toThrow(code('PDF_ENCRYPTED'))
})

test('an update that drops the encryption would show other content than was signed: refused', () => {
  const bytes = open(ENCRYPTED_FILES['AESV2']!)
  const { sectionOffset } = readPdf(bytes).revisions[0]!
  const update = encodeLatin1(`xref\n0 0\ntrailer\n<</Size 8/Root 1 0 R/Prev ${sectionOffset}>>\nstartxref\n${bytes.length}\n%%EOF\n`)
  const both = new Uint8Array([...bytes, ...update])
  expect(() => readPdf(both)).toThrow(code('PDF_ENCRYPTION_DAMAGED'))
})

test('the bytes of a signature are never decrypted, whatever is around them', () => {
  const encryption = openEncryption(
    pdfDictionary({ Filter: pdfName('Standard'), V: pdfNumber(5), R: pdfNumber(6), ...entriesOf(open(ENCRYPTED_FILES['AESV3, revision 6']!)) }), null, new Uint8Array(0),
  )
  const signature = pdfDictionary({ ByteRange: pdfName('X'), Contents: pdfString(encodeLatin1('abc'), true) })
  expect(encryption.decrypt({ number: 9, generation: 0 }, signature)).toMatchObject({ entries: signature.entries })
})

function entriesOf(bytes: Uint8Array) {
  const file = readPdf(bytes)
  const dictionary = file.getDictionary(file.trailer, 'Encrypt')!
  return Object.fromEntries([...dictionary.entries].filter(([key]) => key !== 'Filter' && key !== 'V' && key !== 'R'))
}

test('no /Encrypt, however made up, does anything but open or be refused', () => {
  const text = fc.uint8Array({ maxLength: 60 }).map((bytes) => pdfString(bytes))
  const entries = fc.record({
    Filter: fc.constantFrom('Standard', 'Adobe.PubSec').map(pdfName), V: fc.integer({ min: 0, max: 6 }).map(pdfNumber), R: fc.integer({ min: 1, max: 7 }).map(pdfNumber),
    Length: fc.integer({ min: -8, max: 4000 }).map(pdfNumber), P: fc.integer().map(pdfNumber), O: text, U: text, UE: text, StmF: fc.constantFrom('Identity', 'StdCF').map(pdfName),
    StrF: fc.constantFrom('Identity', 'StdCF').map(pdfName), CF: fc.constantFrom('V2', 'AESV2', 'AESV3', 'X').map((name) => pdfDictionary({ StdCF: pdfDictionary({ CFM: pdfName(name) }) })),
  }, { requiredKeys: ['Filter', 'V', 'R'] })
  const outcome = (given: Parameters<typeof pdfDictionary>[0], id: Uint8Array): string => {
    try {
      openEncryption(pdfDictionary(given), null, id)
      return 'open'
    } catch (error) {
      if (isCodedError(error)) return error.code
      throw error
    }
  }
  fc.assert(fc.property(entries, fc.uint8Array({ maxLength: 32 }), (given, id) => {
    expect(outcome(given, id)).toMatch(/^(open|PDF_ENCRYPTED|PDF_ENCRYPTION_DAMAGED)$/)
  }), { numRuns: 300 })
})
