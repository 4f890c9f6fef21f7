import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseContractDraft } from './document.ts'
import { tidyFileName, withOwnFile } from './own-file.ts'
import { createDraft } from './template.ts'

const file = { name: 'thuê.pdf', hash: 'b'.repeat(64), size: 1234, pages: 3, places: [{ party: 'buyer', page: 3, x: 40, y: 40, width: 200, height: 70 }] }

describe('a draft over a seller’s own file: it must name the file, or people would agree to pages that nothing holds fast', () => {
  it.each(['vi', 'en'] as const)('%s: is a whole draft before and after the file is there, and names it once', (language) => {
    const draft = createDraft('own-file', language)
    expect(() => parseContractDraft(draft)).not.toThrow()
    const over = withOwnFile(draft, file)
    expect(parseContractDraft(over).file).toEqual(file)
    const again = withOwnFile(over, { ...file, hash: 'c'.repeat(64) })
    const texts = parseContractDraft(again).blocks.map((block) => (block.kind === 'paragraph' ? block.text : block.kind))
    expect(texts.filter((text) => text.includes('SHA-256'))).toHaveLength(1)
    expect(texts.join('\n')).toContain('c'.repeat(64))
    expect(texts).not.toContain('signature')
  })

  it('whatever a file is called, its name can stand in a contract', () => {
    assert(property(string({ unit: 'grapheme', maxLength: 300 }), (name) => {
      const tidy = tidyFileName(name, (letter) => letter.codePointAt(0)! < 0x250)
      expect(() => parseContractDraft(withOwnFile(createDraft('own-file', 'en'), { ...file, name: tidy }))).not.toThrow()
    }))
    expect(tidyFileName('Hợp đồng {thuê} **nhà**.pdf', () => true)).toBe('Hợp đồng _thuê_ __nhà__.pdf')
  })
})
