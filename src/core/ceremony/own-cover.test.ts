import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildPdf, buildStream, contractObjects } from '../../testing/pdf/builder.ts'
import type { OwnPlace } from '../contract/own-file.ts'
import { readPdf } from '../pdf/reader.ts'
import { checkPlaces, findCovers } from './own-cover.ts'

const place = (x: number, y: number, more: Partial<OwnPlace> = {}): OwnPlace => ({ party: 'buyer', page: 1, x, y, width: 200, height: 60, ...more })
const drawStream = (content: string, more: Record<number, string | Uint8Array> = {}) => readPdf(buildPdf({ ...contractObjects([], content), ...more }))
const draw = (text: string, more: Record<number, string> = {}, page = '') =>
  readPdf(buildPdf({
    1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 5 0 R>>>> /Contents 4 0 R ${page}>>`,
    4: buildStream('', `BT /F1 12 Tf 60 100 Td (${text}) Tj ET`), 5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>', ...more,
  }))
const whatOf = (file: ReturnType<typeof readPdf>, ...places: OwnPlace[]) => findCovers(file, places).map(({ index, what, text }) => [index, what, text])

describe('a signature lies over nothing that a page shows: otherwise it hides what people sign', () => {
  it.each(['Rent: 12,000,000 VND', 'x', '12', '___ a ___'])('words: %s', (text) => {
    expect(whatOf(draw(text), place(40, 80))).toEqual([[0, 'text', text]])
    expect(whatOf(draw(text), place(40, 200))).toEqual([])
  })

  it.each(['...........', '_ _ _ _ _', '------', '   '])('what people sign upon is no words: “%s”', (text) => {
    expect(whatOf(draw(text), place(40, 80))).toEqual([])
  })

  const shown = 'BT /F1 12 Tf 60 100 Td (Rent) Tj ET'
  it.each([
    ['what is no operator, before', `>> ${shown}`], ['and after', `${shown} ] } >>`], ['braces', `{ } ${shown}`], ['a key that stands twice', `/Span <</A 1 /A 2>> BDC ${shown} EMC`], ['a number that is none', `1.2.3 w 0 --5 m ${shown}`],
    ['an inline image whose data look like its end', `BI /W 2 /H 2 /BPC 8 /CS /G ID \0EI \x01( EI ${shown}`], ['a text without end', `${shown} BT (and`], ['a list without end', `${shown} [ (and`], ['a font that is not there', shown.replace('F1', 'F9')],
  ])('words of a page that readers show although its content has %s', (_, content) => {
    expect(whatOf(drawStream(content), place(40, 80)).map(([, what]) => what)).toEqual(['text'])
    expect(whatOf(drawStream(content), place(40, 200))).toEqual([])
  })

  it('words in a font that cannot be read, and in one that draws its letters by procedures of its own size', () => {
    expect(whatOf(drawStream(shown, { 5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 30 0 R>>', 30: buildStream('', '1 beginbfchar <41> <') }), place(40, 80))).toEqual([[0, 'text', 'Rent']])
    const procedures = { 5: '<</Type /Font /Subtype /Type3 /FontBBox [0 0 50 50] /FontMatrix [0.02 0 0 0.02 0 0] /CharProcs <</a 30 0 R>> /Encoding <</Type /Encoding /Differences [97 /a]>> /FirstChar 97 /LastChar 97 /Widths [50]>>', 30: buildStream('', '50 0 d0 0 0 50 50 re f') }
    // twelve points a letter: the tenth stands from 168 to 180
    const letters = drawStream('BT /F1 12 Tf 60 100 Td (aaaaaaaaaa) Tj ET', procedures)
    expect(whatOf(letters, place(169, 80))).toEqual([[0, 'text', 'a']])
    expect(whatOf(letters, place(181, 80))).toEqual([])
  })

  it('content that is nothing but damage is read in bounded work', () => {
    for (const piece of ['(', '[', '<<', '[ <<', '/A <</B ']) expect(whatOf(drawStream(piece.repeat(200_000)), place(40, 80))).toEqual([])
  }, 20_000)

  it('another place, on the same page only; each is told', () => {
    const file = draw('')
    expect(whatOf(file, place(40, 300), place(100, 330))).toEqual([[0, 'place', ''], [1, 'place', '']])
    expect(whatOf(file, place(40, 300), place(240, 300), place(40, 360))).toEqual([])
  })

  it('fields, notes and stamps of the file itself; not links, nor what is hidden', () => {
    const annotated = (entries: string) => draw('', { 10: `<</Type /Annot ${entries} /Rect [230 320 100 280]>>` }, '/Annots [10 0 R]')
    for (const shown of ['/Subtype /Widget /FT /Sig', '/Subtype /Widget /FT /Tx', '/Subtype /FreeText', '/Subtype /Stamp', '/Subtype /Text', '/Subtype /Ink']) expect(whatOf(annotated(shown), place(40, 300)), shown).toEqual([[0, 'field', '']])
    for (const other of ['/Subtype /Link', '/Subtype /Widget /FT /Sig /F 2', '/Subtype /Widget /F 32']) expect(whatOf(annotated(other), place(40, 300)), other).toEqual([])
    expect(whatOf(annotated('/Subtype /Stamp'), place(40, 400))).toEqual([])
  })

  it('of a turned page where it is seen', () => {
    const turned = draw('Contract', {}, '/Rotate 90')
    expect(whatOf(turned, place(60, 330, { width: 120, height: 240 })).map(([, what]) => what)).toEqual(['text'])
    expect(whatOf(turned, place(40, 80))).toEqual([])
  })

  it('signatures of other programs', () => {
    const file = readPdf(new Uint8Array(readFileSync(join(import.meta.dirname, '..', '..', 'testing', 'vectors', 'pdf', 'pyhanko-signed.pdf'))))
    expect(whatOf(file, place(40, 40, { height: 80 }))).toEqual([[0, 'field', '']])
  })

  it('refused with the page and what it is; what cannot be read is not held against anybody', () => {
    expect(() => checkPlaces(draw('Rent'), [place(40, 300), place(40, 80)])).toThrow(expect.objectContaining({ code: 'OWN_FILE_COVERS', details: { page: 1, what: 'text' } }))
    expect(() => checkPlaces(draw('Rent'), [place(40, 300)])).not.toThrow()
    const unreadable = readPdf(buildPdf({ ...contractObjects([]), 4: buildStream('/Filter /JBIG2Decode', 'x') }))
    expect(whatOf(unreadable, place(40, 80))).toEqual([])
    expect(whatOf(draw('Rent'), place(40, 80, { page: 7 }))).toEqual([])
  })
})
