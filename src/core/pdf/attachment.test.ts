import { expect, test } from 'vitest'
import { encodeUtf8 } from '../bytes/text.ts'
import { buildPdf, buildStream, contractObjects } from '../../testing/pdf/builder.ts'
import { readAttachments } from './attachment.ts'
import { readPdf } from './reader.ts'

const contract = encodeUtf8('{"title":"Hợp đồng"}')

function fileWith(names: string, associated: string, more: Record<number, string> = {}): Uint8Array {
  return buildPdf({
    ...contractObjects(),
    1: `<</Type /Catalog /Pages 2 0 R /AcroForm 6 0 R ${names} ${associated}>>`,
    20: '<</Type /Filespec /F (contract.json) /UF <FEFF0048> /AFRelationship /Source /EF <</F 21 0 R /UF 21 0 R>>>>',
    21: buildStream('/Type /EmbeddedFile /Subtype /application#2Fjson', contract, true),
    ...more,
  })
}

test('the contract document comes out as it went in, once, with its relationship', () => {
  const file = readPdf(fileWith('/Names <</EmbeddedFiles <</Kids [22 0 R]>>>>', '/AF [20 0 R]', { 22: '<</Limits [(a) (a)] /Names [(a) 20 0 R]>>' }))
  expect(readAttachments(file)).toEqual([{ name: 'H', relationship: 'Source', mediaType: 'application/json', isAssociated: true, bytes: contract }])
})

test('a file that is only associated, or only named, is found too', () => {
  expect(readAttachments(readPdf(fileWith('', '/AF [20 0 R]')))).toMatchObject([{ isAssociated: true }])
  expect(readAttachments(readPdf(fileWith('/Names <</EmbeddedFiles <</Names [(a) 20 0 R]>>>>', '')))).toMatchObject([{ isAssociated: false }])
  expect(readAttachments(readPdf(fileWith('', '')))).toEqual([])
})

test('a name tree that leads back into itself is refused', () => {
  const file = readPdf(fileWith('/Names <</EmbeddedFiles 22 0 R>>', '', { 22: '<</Kids [23 0 R]>>', 23: '<</Kids [23 0 R]>>' }))
  expect(() => readAttachments(file)).toThrow(expect.objectContaining({ code: 'PDF_STRUCTURE_DAMAGED' }))
})
