import { describe, expect, test } from 'vitest'
import { parseContractDraft } from '../../../core/contract/document.ts'
import { createDraft } from '../../../core/contract/template.ts'
import { addBox, changeBox, MAX_BOXES, removeBox, renameButton } from './consent.ts'

const draft = createDraft('terms-of-service', 'vi')

describe('the words of a consent, as a seller writes them: a button that its sentence does not name would bind nobody', () => {
  test('a button under other words is named by the sentence as well, and never left without any', () => {
    const renamed = renameButton(draft, ' Tham gia ')
    expect(renamed.consent.button).toBe('Tham gia')
    expect(renamed.consent.advisal).toContain('“Tham gia”')
    expect(() => parseContractDraft(renamed)).not.toThrow()
    expect(renameButton(draft, '   ')).toBe(draft)
  })

  test('boxes are added up to eight, each under a name of its own and unticked by being a box, changed, and removed but for the last', () => {
    const full = Array.from({ length: 12 }).reduce<typeof draft>((now) => addBox(now, 'Tôi đồng ý.'), draft)
    expect(full.consent.controls).toHaveLength(MAX_BOXES)
    expect(new Set(full.consent.controls.map(({ id }) => id)).size).toBe(MAX_BOXES)
    expect(() => parseContractDraft(full)).not.toThrow()
    const changed = changeBox(full, 'box-1', { label: 'Tôi muốn nhận tin.', required: false })
    expect(changed.consent.controls.find(({ id }) => id === 'box-1')).toEqual({ id: 'box-1', label: 'Tôi muốn nhận tin.', required: false })
    const last = full.consent.controls.reduce((now, { id }) => removeBox(now, id), full)
    expect(last.consent.controls).toHaveLength(1)
  })
})
