import { describe, expect, it } from 'vitest'
import { createPartiesSample } from '../../testing/ceremony/parties.ts'
import { pdfName, withEntries } from './object.ts'
import { readPages } from './page.ts'
import { readPdf } from './reader.ts'
import { changesSignaturesOnly } from './signed-only.ts'
import { appendRevision } from './writer.ts'

const { steps } = await createPartiesSample()
const signed = readPdf(steps[1]!.file)

describe('revisions that others have added: otherwise somebody signs more than what was read', () => {
  it('signatures and validation data are let through', () => {
    expect(signed.revisions.slice(1).map(({ index }) => changesSignaturesOnly(signed, index))).toEqual([true, true, true, true])
  })

  it('a changed page, and a changed catalog, are not', () => {
    const [page] = readPages(signed)
    const root = signed.getRootReference()
    const changedPage = readPdf(appendRevision(signed, { objects: [{ ...page!.id, value: withEntries(page!.dictionary, { Tabs: pdfName('R') }) }] }))
    expect(changesSignaturesOnly(changedPage, changedPage.newest)).toBe(false)
    const changedRoot = readPdf(appendRevision(signed, { objects: [{ number: root.number, generation: root.generation, value: withEntries(signed.root, { PageMode: pdfName('FullScreen') }) }] }))
    expect(changesSignaturesOnly(changedRoot, changedRoot.newest)).toBe(false)
  })
})
