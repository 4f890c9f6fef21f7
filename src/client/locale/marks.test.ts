import { expect, test } from 'vitest'
import { dropMarks } from './marks.ts'

test('who types without marks finds what is written with them', () => {
  expect(dropMarks('Đồng ý, nghĩa vụ, Ưu đãi')).toBe('Dong y, nghia vu, Uu dai')
  expect(dropMarks('điều khoản'.normalize('NFC'))).toBe(dropMarks('điều khoản'.normalize('NFD')))
  expect(dropMarks('plain words 12')).toBe('plain words 12')
})
