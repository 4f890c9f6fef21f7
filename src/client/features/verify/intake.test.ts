import { describe, expect, test } from 'vitest'
import { readInput, readTransfer, sortFiles } from './intake.ts'

const file = (name: string, type = '') => new File(['x'], name, { type })
const given = (name: string, type = '') => ({ file: file(name, type), path: name })
const names = (files: readonly { readonly file: File }[]) => files.map((one) => one.file.name)

/** A folder as the browser gives it: its entries in batches, then none. */
function folder(name: string, children: readonly FileSystemEntry[], path = `/${name}`): FileSystemEntry {
  return {
    name, fullPath: path, isFile: false, isDirectory: true, filesystem: {} as FileSystem, getParent: () => {},
    createReader: () => {
      const batches = [children.slice(0, 1), children.slice(1), []]
      return { readEntries: (done: (entries: readonly FileSystemEntry[]) => void) => done(batches.shift() ?? []) }
    },
  } as unknown as FileSystemEntry
}
const leaf = (name: string, path: string): FileSystemEntry =>
  ({ name, fullPath: path, isFile: true, isDirectory: false, filesystem: {} as FileSystem, getParent: () => {}, file: (done: (found: File) => void) => done(file(name)) }) as unknown as FileSystemEntry

describe('files that a person gives', () => {
  test('are judged when chosen, whatever they are called; revocation data go aside', () => {
    const intake = sortFiles([given('a.pdf'), given('scan.docx'), given('list.crl'), given('root.p7b'), given('odd.cer', 'application/pdf')])
    expect(names(intake.documents)).toEqual(['a.pdf', 'scan.docx', 'odd.cer'])
    expect(intake.data.map(({ name }) => name)).toEqual(['list.crl', 'root.p7b'])
    expect(intake.leftOut).toBe(0)
  })

  test('that stand in a folder are judged only when they are PDFs, and the rest is counted', () => {
    const intake = sortFiles([], [given('a.PDF'), given('.DS_Store'), given('photo.jpg'), given('x', 'application/pdf')])
    expect(names(intake.documents)).toEqual(['a.PDF', 'x'])
    expect(intake.leftOut).toBe(2)
  })

  test('of a chosen folder keep their path', () => {
    const inside = file('a.pdf')
    Object.defineProperty(inside, 'webkitRelativePath', { value: 'contracts/2026/a.pdf' })
    expect(readInput([inside, file('b.pdf')]).documents.map(({ path }) => path)).toEqual(['b.pdf', 'contracts/2026/a.pdf'])
    expect(readInput(null).documents).toEqual([])
  })

  test('of a dropped folder are found to its depth, batch after batch', async () => {
    const tree = folder('contracts', [leaf('a.pdf', '/contracts/a.pdf'), folder('2026', [leaf('b.pdf', '/contracts/2026/b.pdf'), leaf('c.txt', '/contracts/2026/c.txt')], '/contracts/2026')])
    const transfer = {
      items: [{ kind: 'file', webkitGetAsEntry: () => tree }, { kind: 'file', webkitGetAsEntry: () => leaf('d.pdf', '/d.pdf') }, { kind: 'string', webkitGetAsEntry: () => null }],
      files: [file('contracts'), file('d.pdf')],
    } as unknown as DataTransfer
    const intake = await readTransfer(transfer)
    expect(intake.documents.map(({ path }) => path)).toEqual(['d.pdf', 'contracts/a.pdf', 'contracts/2026/b.pdf'])
    expect(intake.leftOut).toBe(1)
  })
})
