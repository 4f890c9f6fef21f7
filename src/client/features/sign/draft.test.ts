import { describe, expect, test } from 'vitest'
import { addReading, NO_READING } from '../../consent/reading.ts'
import { beginDraft, continueDraft, typeParticular } from './draft.ts'

const hash = 'ab'.repeat(32)
const other = 'cd'.repeat(32)

describe('the draft on the device', () => {
  test('what was typed survives a new version; what was read does not count for it', () => {
    const typed = { ...typeParticular({ ...beginDraft(hash, {}), reviewed: true }, 'name', 'Nguyễn Thị Ánh Tuyết'), reading: { scrolledPercent: 100, visibleMs: 5000, focusMs: 4000 } }
    const kept: unknown = JSON.parse(JSON.stringify(typed))
    expect(continueDraft(kept, hash, {})).toEqual(typed)
    expect(continueDraft(kept, other, {})).toEqual({ ...typed, documentHash: other, reviewed: false, edits: 0, reading: NO_READING })
  })

  test('the salt is made once, and differs from offer to offer', () => {
    const draft = beginDraft(hash, {})
    expect(draft.salt).toMatch(/^[0-9a-f]{64}$/)
    expect(continueDraft(draft, hash, {}).salt).toBe(draft.salt)
    expect(beginDraft(hash, {}).salt).not.toBe(draft.salt)
  })

  test('what the offer knows is filled in and never overwrites what was typed', () => {
    const draft = beginDraft(hash, { email: 'a@example.vn' })
    expect(draft.typed).toEqual({ email: 'a@example.vn' })
    expect(continueDraft(typeParticular(draft, 'email', 'b@example.vn'), hash, { email: 'a@example.vn', name: 'An' }).typed).toEqual({ email: 'b@example.vn', name: 'An' })
  })

  test('a correction counts only after the review was shown', () => {
    const draft = typeParticular(beginDraft(hash, {}), 'name', 'A')
    expect(draft.edits).toBe(0)
    const reviewed = { ...draft, reviewed: true }
    expect(typeParticular(reviewed, 'name', 'A').edits).toBe(0)
    expect(typeParticular(reviewed, 'name', 'B').edits).toBe(1)
  })

  test('damaged storage is an empty draft, never a crash', () => {
    for (const kept of [null, 1, 'x', {}, { typed: 1 }]) expect(continueDraft(kept, hash, {}).documentHash).toBe(hash)
  })

  test('reading figures only grow', () => {
    const more = addReading({ scrolledPercent: 80, visibleMs: 10, focusMs: 5 }, { scrolledPercent: 20, visibleMs: 10, focusMs: 5 })
    expect(more).toEqual({ scrolledPercent: 80, visibleMs: 20, focusMs: 10 })
  })
})
