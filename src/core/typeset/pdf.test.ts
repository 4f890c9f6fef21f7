import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeLatin1, decodeUtf8 } from '../bytes/text.ts'
import { decodeContractDocument } from '../contract/document.ts'
import { collapseWhiteSpace, renderPlainText } from '../contract/plain-text.ts'
import { readAttachments } from '../pdf/attachment.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { extractText } from '../pdf/text.ts'
import { draw } from '../../testing/interop/draw.ts'
import { ATTACHMENT_NAMES, finishPdf } from './finish.ts'
import { FONT_FILES } from './font.ts'
import type { FontSet } from './font.ts'
import { typesetPdf } from './pdf.ts'

const read = (name: keyof FontSet) => new Uint8Array(readFileSync(join(import.meta.dirname, '../../../public/fonts', FONT_FILES[name].file)))
const fonts: FontSet = { serifRegular: read('serifRegular'), serifSemibold: read('serifSemibold'), sansRegular: read('sansRegular'), sansSemibold: read('sansSemibold') }

async function derive(number: number, change: { readonly isPreview?: boolean } = {}) {
  const { document, values, salt, publication } = draw(number)
  const pdf = await typesetPdf({ document, values, fonts })
  const bytes = await finishPdf({ pdf, document, particulars: change.isPreview ? null : { values, salt }, publication: change.isPreview ? null : publication, fonts })
  return { document, values, salt, publication, pdf, bytes, file: readPdf(bytes) }
}

describe.each([0, 1, 2, 3, 10])('draw %i', (number) => {
  it('gives the same bytes twice, and its text is the plain text', async () => {
    const [first, second] = [await derive(number), await derive(number)]
    expect(second.bytes).toEqual(first.bytes)
    const pages = extractText(first.file)
    expect(collapseWhiteSpace(pages.map((page) => page.content).join('\n'))).toBe(collapseWhiteSpace(renderPlainText(first.document, first.values)))
    expect(pages.every((page, index) => page.artifacts.includes(`${index + 1}/${pages.length}`))).toBe(true)
  })
})

describe('finished file', () => {
  it('attaches document, particulars and publication, each with what it is', async () => {
    const { document, values, salt, publication, file } = await derive(0)
    const attachments = readAttachments(file)
    expect(attachments.map(({ name, relationship, isAssociated }) => [name, relationship, isAssociated])).toEqual([
      [ATTACHMENT_NAMES.document, 'Source', true],
      [ATTACHMENT_NAMES.particulars, 'Data', true],
      [ATTACHMENT_NAMES.publication, 'Supplement', true],
    ])
    expect(decodeContractDocument(decodeUtf8(attachments[0]?.bytes ?? new Uint8Array()))).toEqual(document)
    expect(JSON.parse(decodeUtf8(attachments[1]?.bytes ?? new Uint8Array()))).toEqual({ values, salt })
    expect(attachments[2]?.bytes).toEqual(publication)
  })
  it('has one empty signature field for each party that signs, on its page', async () => {
    const { file, document } = await derive(1)
    const fields = findSignatures(file)
    expect(fields.map((field) => [field.name, field.value, field.widgets.length])).toEqual([['signature-buyer', null, 1]])
    const both = { ...document, parties: document.parties.map((party) => ({ ...party, signs: true })) }
    const pdf = await typesetPdf({ document: both, values: {}, fonts })
    const bytes = await finishPdf({ pdf, document: both, particulars: null, publication: null, fonts })
    expect(findSignatures(readPdf(bytes)).map((field) => field.name)).toEqual(['signature-seller', 'signature-buyer'])
  })
  it('shows the same pages before publication as after', async () => {
    const { document, values } = draw(2)
    const preview = await typesetPdf({ document: { ...document, publishedAt: null }, values, fonts })
    const published = await typesetPdf({ document, values, fonts })
    const pages = (pdf: Uint8Array) => [...decodeLatin1(pdf).matchAll(/stream\r?\n(1 0 0 -1 0 841\.89 cm[\s\S]*?)endstream/g)].map((match) => match[1])
    expect(pages(preview).length).toBeGreaterThan(1)
    expect(pages(preview)).toEqual(pages(published))
  })
  it('cannot be given markup through a title or a name', async () => {
    const { document, values } = draw(3)
    const hostile = { ...document, title: 'A & B <x> "]]>" )(' }
    const pdf = await typesetPdf({ document: hostile, values, fonts })
    const bytes = await finishPdf({ pdf, document: hostile, particulars: null, publication: null, fonts })
    const xmp = decodeLatin1(bytes)
    expect(xmp).toContain('A &#38; B &#60;x&#62;')
    expect(extractText(readPdf(bytes))[0]?.content).toContain('A & B <x> "]]>" )(')
  })
  it('says what it is: language, title, tags, PDF/A-3a', async () => {
    const text = decodeLatin1((await derive(0)).bytes)
    for (const part of ['<pdfaid:part>3</pdfaid:part>', '<pdfaid:conformance>A</pdfaid:conformance>', '/Marked true', '/DisplayDocTitle true', '/SigFlags 3', '/GTS_PDFA1']) expect(text).toContain(part)
  })
})
