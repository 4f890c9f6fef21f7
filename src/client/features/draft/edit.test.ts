import { describe, expect, test } from 'vitest'
import { parseContractDraft } from '../../../core/contract/document.ts'
import { createDraft, TEMPLATES } from '../../../core/contract/template.ts'
import { editText, insertLine, isUsed, nameParticular, removeLine, removeParticular, setValue } from './edit.ts'
import { addClause, insertSection, moveClause, removeClause, splitSections } from './section.ts'

const drafts = TEMPLATES.flatMap(({ id }) => [createDraft(id, 'vi'), createDraft(id, 'en')])
const numbers = (draft: (typeof drafts)[number]) => draft.blocks.flatMap((block) => (block.kind === 'clause' ? [block.number] : []))

describe('clauses', () => {
  test.each(drafts.map((draft) => [draft.title, draft] as const))('%s: sections put together give the same blocks', (_, draft) => {
    expect(splitSections(draft.blocks).flatMap((section) => section.blocks)).toEqual(draft.blocks)
  })

  test.each(drafts.map((draft) => [draft.title, draft] as const))('%s: a removed clause comes back by undo exactly', (_, draft) => {
    for (const [position, section] of splitSections(draft.blocks).entries()) {
      if (section.kind !== 'clause') continue
      const removed = removeClause(draft, position)
      expect(numbers(removed)).toEqual(numbers(draft).slice(0, -1))
      expect(insertSection(removed, position, section.blocks)).toEqual(draft)
    }
  })

  test('a clause moves with its table and list; the opening and the signatures stay', () => {
    const [draft] = drafts
    const sections = splitSections(draft!.blocks)
    expect(sections[0]?.kind).toBe('opening')
    expect(sections.at(-1)?.kind).toBe('signatures')
    const moved = moveClause(draft!, 1, 1)
    expect(splitSections(moved.blocks)[2]?.blocks.length).toBe(sections[1]?.blocks.length)
    expect(numbers(moved)).toEqual(numbers(draft!))
    expect(moveClause(moved, 2, -1)).toEqual(draft)
    expect(moveClause(draft!, 1, -1)).toBe(draft)
    expect(moveClause(draft!, sections.length - 2, 1)).toBe(draft)
  })

  test('a new clause is a valid contract at once', () => {
    const draft = addClause(drafts[1]!, 2, 'Something new', 'What is agreed.')
    expect(parseContractDraft(draft)).toEqual(draft)
    expect(numbers(draft)).toEqual(numbers(drafts[1]!).concat(numbers(drafts[1]!).length + 1))
  })
})

describe('texts', () => {
  test('decomposed letters and line breaks from a keyboard or a paste become one NFC line', () => {
    expect(editText(drafts[0]!, { kind: 'title' }, 'Hợp đồng\nmới'.normalize('NFD')).title).toBe('Hợp đồng mới')
  })

  test('lines come and go; the last paragraph stays', () => {
    const at = drafts[0]!.blocks.findIndex((block) => block.kind === 'clause')
    const more = insertLine(drafts[0]!, at, 0, 'Thêm.')
    expect(removeLine(more, at, 1)).toEqual(drafts[0])
    expect(removeLine(drafts[0]!, at, 0)).toBe(drafts[0])
  })
})

describe('particulars', () => {
  test('an emptied value leaves no member behind', () => {
    const filled = setValue(drafts[0]!, 'goods', 'Ấm trà')
    expect(filled.particulars.find(({ id }) => id === 'goods')?.value).toBe('Ấm trà')
    expect(setValue(filled, 'goods', '')).toEqual(drafts[0])
  })

  test('what the text names cannot be removed', () => {
    expect(isUsed(drafts[0]!, 'goods')).toBe(true)
    expect(removeParticular(drafts[0]!, 'goods')).toBe(drafts[0])
  })

  test('a label becomes an id the contract accepts', () => {
    expect(nameParticular('Ngày giao hàng (dự kiến)', [])).toBe('ngay-giao-hang-du-kien')
    expect(nameParticular('Địa chỉ', ['dia-chi'])).toBe('dia-chi-2')
    expect(nameParticular('123', [])).toBe('info')
  })
})
