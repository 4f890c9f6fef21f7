import { expect, test } from 'vitest'
import { cutSignatures } from './signed-range.ts'

test('the cut-out CMS ends where its DER ends and the data are the two ranges', () => {
  const head = 'HEAD /ByteRange [0 40 52 4] '.padEnd(40, '.')
  const file = Buffer.from(`${head}<300302010500>`.slice(0, 40) + '<3003020105>'.padEnd(12, '0').slice(0, 12) + 'TAIL', 'latin1')
  const [signature] = cutSignatures(file)
  expect(Buffer.from(signature?.cms ?? []).toString('hex')).toBe('3003020105')
  expect(Buffer.from(signature?.data ?? []).toString('latin1')).toBe(`${head}TAIL`)
  expect(signature?.end).toBe(56)
})

test('a file without a signature has none', () => {
  expect(cutSignatures(Buffer.from('%PDF-1.7'))).toEqual([])
})
