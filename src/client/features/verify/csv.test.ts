import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Case } from './case.ts'
import { encodeCsv } from './csv.ts'

const failed = (name: string): Case => ({ id: 1, name, file: new File(['12345'], name), outcome: { kind: 'failed', code: 'NO_SIGNATURE' } })

/** RFC 4180, read back. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  let [field, isQuoted] = ['', false]
  for (let at = 1; at < text.length; at++) {
    const letter = text[at]!
    if (isQuoted) {
      if (letter !== '"') field += letter
      else if (text[at + 1] === '"') field += text[++at]!
      else isQuoted = false
    } else if (letter === '"') isQuoted = true
    else if (letter === ',' || letter === '\r') {
      rows.at(-1)!.push(field)
      field = ''
    } else if (letter === '\n') rows.push([])
    else field += letter
  }
  return rows.slice(0, -1)
}

describe('the table as CSV', () => {
  test('says of a file what the table says', () => {
    const [header, row] = parse(encodeCsv([failed('hợp đồng.pdf')], () => 'There is no signature, he said: "none".'))
    expect(header).toHaveLength(12)
    expect(row).toEqual(['hợp đồng.pdf', '5', '', 'NO_SIGNATURE', '', '0', '', '', '', '0', '', 'There is no signature, he said: "none".'])
  })

  test('keeps every name whole, and none becomes a formula', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 5 }), (names) => {
      const rows = parse(encodeCsv(names.map(failed), () => 'x')).slice(1)
      return rows.length === names.length && rows.every(([name = ''], index) => !/^[=+\-@\t\r]/.test(name) && name.replace(/^'/, '') === names[index]!.replace(/^'/, ''))
    }))
    expect(encodeCsv([failed('=HYPERLINK("http://x")')], () => '')).toContain(`"'=HYPERLINK(""http://x"")"`)
  })
})
