import { describe, expect, test } from 'vitest'
import { encodeCanonicalJson } from '../../../../core/bytes/canonical-json.ts'
import { tidyReason } from './reason.ts'

describe('a reason for a decline', () => {
  test('never stands in the way of saying no: what cannot be kept is left out', () => {
    expect(tidyReason('  Giá cao\nGiao chậm ')).toBe('Giá cao\nGiao chậm')
    expect(tidyReason('Gia\u0301 \u202ecao\u200b\tqua\u0301')).toBe('Giá cao quá')
    expect(tidyReason('👎'.repeat(600))).toHaveLength(1000)
    expect(tidyReason(`x${'👎'.repeat(600)}`), 'no half of a letter at the bound').toBe(`x${'👎'.repeat(499)}`)
    expect(encodeCanonicalJson(tidyReason(`x${'👎'.repeat(600)}`))).toContain('👎')
    expect(tidyReason(' \u200b\n')).toBeNull()
  })
})
