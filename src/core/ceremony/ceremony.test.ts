import { describe, expect, it } from 'vitest'
import { createContractSample, loadFonts } from '../../testing/ceremony/contract.ts'
import { draw } from '../../testing/interop/draw.ts'
import { equalBytes } from '../bytes/compare.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { encodeContractDocument } from '../contract/document.ts'
import { renderPlainText } from '../contract/plain-text.ts'
import { readAttachments } from '../pdf/attachment.ts'
import type { PdfObject } from '../pdf/object.ts'
import { readPages } from '../pdf/page.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { findTextUnder } from '../pdf/text-place.ts'
import { extractText } from '../pdf/text.ts'
import { deriveBaseRevision } from './base-revision.ts'
import { checkStatement, composeStatement } from './statement.ts'
import type { StatementInput } from './statement.ts'

const sample = await createContractSample()
const itemsOf = (object: PdfObject): readonly PdfObject[] => (object.kind === 'array' ? object.items : [])
const collapse = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

function check(change: Partial<StatementInput>, edit: (statement: Record<string, unknown>) => void = () => {}) {
  const { statementInput: input } = sample
  const statement = JSON.parse(composeStatement({ ...input, ...change })) as Record<string, unknown>
  edit(statement)
  return checkStatement({
    document: input.document, party: 'buyer', values: input.values, salt: input.salt,
    statement: encodeCanonicalJson(statement),
    baseRevisionHash: sha256Hex(sample.base),
    claims: input.claims, claimsSalt: input.claimsSalt, challenge: input.challenge,
  })
}

describe('what is read is what is signed: otherwise a person signs another text than the one on the page', () => {
  it.each(Array.from({ length: 12 }, (_, number) => [number]))('draw %i: the text in the PDF is the text on the page', async (number) => {
    const { document, values, salt, publication } = draw(number)
    const base = await deriveBaseRevision({ document, values, salt, publication, fonts: loadFonts() })
    const pages = extractText(readPdf(base))
    expect(collapse(pages.map(({ content }) => content).join('\n'))).toBe(collapse(renderPlainText(document, values)))
  })

  it.each(Array.from({ length: 6 }, (_, number) => [number]))('draw %i: a signature’s picture has its place to itself, on its page and over no text', async (number) => {
    const { document, values, salt, publication } = draw(number)
    const file = readPdf(await deriveBaseRevision({ document, values, salt, publication, fonts: loadFonts() }))
    const pages = readPages(file)
    const fields = findSignatures(file)
    expect(fields.length).toBeGreaterThan(0)
    for (const { id, widgets } of fields) {
      for (const widget of widgets) {
        const rectangle = itemsOf(file.get(widget.dictionary, 'Rect')).map((item) => (item.kind === 'number' ? item.value : NaN)) as [number, number, number, number]
        const page = pages.findIndex((one) => itemsOf(file.get(one.dictionary, 'Annots')).some((item) => item.kind === 'reference' && item.number === widget.id?.number))
        expect([id !== null, page >= 0, rectangle.every((edge) => edge >= 0 && edge <= 842)]).toEqual([true, true, true])
        expect(findTextUnder(file, page, rectangle)).toBe('')
      }
    }
  })

  it('derives the same bytes again, whoever published it', async () => {
    const { document, values, salt, publication } = sample
    const again = await deriveBaseRevision({ document, values, salt, publication, fonts: loadFonts() })
    expect(equalBytes(again, sample.base)).toBe(true)
  })

  it('carries contract document, particulars and publication signature inside', () => {
    const attachments = readAttachments(readPdf(sample.base))
    const bytesOf = (name: string) => attachments.find((attachment) => attachment.name === name)!.bytes
    expect(decodeUtf8(bytesOf('contract.json'))).toBe(encodeContractDocument(sample.document))
    expect(JSON.parse(decodeUtf8(bytesOf('particulars.json')))).toEqual({ values: sample.values, salt: sample.salt })
    expect(equalBytes(bytesOf('publication.p7s'), sample.publication)).toBe(true)
    expect(attachments.map(({ name, relationship }) => [name, relationship])).toContainEqual(['contract.json', 'Source'])
  })

  it('only appends when it signs', () => {
    expect(equalBytes(sample.signed.subarray(0, sample.base.length), sample.base)).toBe(true)
    expect(equalBytes(sample.secured.subarray(0, sample.signed.length), sample.signed)).toBe(true)
    const [field] = findSignatures(readPdf(sample.secured))
    expect(field).toMatchObject({ name: 'signature-buyer', value: { subFilter: 'ETSI.CAdES.detached', claimedTime: '2026-11-21T14:32:05+07:00' } })
  })
})

describe('a statement is held against its offer: otherwise a browser could state what nobody offered', () => {
  it('fits when it is honest', () => {
    expect(check({})).toEqual([])
  })

  it.each([
    ['documentHash', '0'.repeat(64)],
    ['textHash', '1'.repeat(64)],
    ['particularsHash', '2'.repeat(64)],
    ['baseRevisionHash', '3'.repeat(64)],
    ['claimsHash', '4'.repeat(64)],
    ['version', '9.9'],
    ['presentation', 'link'],
    ['replyBy', 'never'],
    ['total', { amount: '1', currency: 'VND' }],
    ['challenge', 'B'.repeat(43)],
    ['disclosureHash', null],
  ])('names %s when it differs', (member, value) => {
    expect(check({}, (statement) => (statement[member] = value))).toContainEqual({ code: 'DIFFERS', member })
  })

  it('refuses agreement with a required box left open [S11]', () => {
    const required = sample.document.consent.controls.find((control) => control.required)!
    const controls = sample.statementInput.controls.map((control) => (control.id === required.id ? { ...control, final: false } : control))
    expect(check({ controls })).toContainEqual({ code: 'CONTROL_OPEN', member: required.id })
  })

  it('refuses agreement without an act [S8]', () => {
    expect(check({ act: 'none' })).toContainEqual({ code: 'NOT_ASSENT', member: 'presentation' })
  })

  it('refuses another name than the particulars give', () => {
    expect(check({ person: { name: 'Somebody Else', capacity: 'self', place: null } })).toContainEqual({ code: 'NAME_DIFFERS', member: 'party' })
  })
})

describe('the reason in the signature is the person’s own, whatever its letters: otherwise words are put into a signatory’s mouth', () => {
  const reasonIn = (file: Uint8Array) => findSignatures(readPdf(file)).find(({ value }) => value !== null)?.value?.reason

  it('as it was given; the words of the button that was pressed where none was', async () => {
    const reason = 'Đặt lần 2 cho cửa hàng ở Huế — “gấp” (再) 🏮'
    const { signed } = await createContractSample({ alterStatement: (statement) => encodeCanonicalJson({ ...(JSON.parse(statement) as object), reason }) })
    expect(reasonIn(signed)).toBe(reason)
    expect(reasonIn(sample.signed)).toBe(sample.document.consent.button)
  })
})
