import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSnapshot } from './snapshot.ts'

const marks = { ticked: '[x]', open: '[ ]' }

test('says what was shown, line by line, and how each box stood', () => {
  const shown = '<section><h2>Đồng ý</h2><label><input type="checkbox" checked=""> Tôi đã đọc &amp; hiểu</label><label><input type="checkbox"> Nhận tin</label><p>Bấm <b>Ký</b> là đồng ý.</p><button>Ký</button></section>'
  expect(readSnapshot(shown, marks)).toEqual(['Đồng ý', '[x]  Tôi đã đọc & hiểu', '[ ]  Nhận tin', 'Bấm Ký là đồng ý.', 'Ký'])
})

test('no markup of a stranger’s snapshot comes through, whatever it is', () => {
  expect(readSnapshot('<script>alert(1)</script><img src=x onerror=1>text', marks).join()).toBe('alert(1)text')
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '/', 'p', 'a', ' ', '&', ';', '\n'), maxLength: 60 }), (text) => {
    for (const line of readSnapshot(text, marks)) expect(/<[a-z][^>]*>/i.test(line)).toBe(false)
  }))
  const started = performance.now()
  expect(readSnapshot('<'.repeat(100_000), marks)).toHaveLength(1)
  expect(performance.now() - started).toBeLessThan(2000)
})
