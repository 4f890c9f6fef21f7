import { expect, test } from 'vitest'
import { concatBytes } from '../bytes/compare.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import type { XrefKind } from '../../testing/pdf/builder.ts'
import { pdfName } from './object.ts'
import { readPdf } from './reader.ts'
import { findUnexplainedBytes } from './unexplained.ts'
import { appendRevision } from './writer.ts'

const kinds: readonly XrefKind[] = ['table', 'stream', 'objectStream', 'hybrid']

test.each(kinds)('every byte of an honest %s file and its update is accounted for', (kind) => {
  const file = readPdf(appendRevision(readPdf(buildPdf(contractObjects(), { kind })), { objects: [{ number: 4, generation: 0, value: pdfName('New') }] }))
  expect([0, 1].map((revision) => findUnexplainedBytes(file, revision))).toEqual([[], []])
})

test('an object that no cross-reference names is found, a comment is not one', () => {
  const base = buildPdf(contractObjects())
  const { sectionOffset } = readPdf(base).revisions[0]!
  const hidden = '% a remark\n99 0 obj\n(hidden)\nendobj\n'
  const text = decodeLatin1(base.subarray(sectionOffset)).replace(/startxref\n\d+/, `startxref\n${sectionOffset + hidden.length}`)
  const file = readPdf(concatBytes(base.subarray(0, sectionOffset), encodeLatin1(hidden + text)))
  const [gap] = findUnexplainedBytes(file, 0)
  expect(decodeLatin1(file.bytes.subarray(gap!.start, gap!.end))).toBe('99 0 obj\n(hidden)\nendobj\n')
})
