import { expect, test } from 'vitest'
import { createDraft } from '../../../core/contract/template.ts'
import { addPurpose, changePurpose, removePurpose } from './privacy.ts'

test('purposes come and go one by one under names of their own; without the last nothing is asked', () => {
  const draft = createDraft('terms-of-service', 'vi')
  const two = addPurpose(addPurpose(draft, 'Tiệm Làng', 'Gửi tin'), 'ai khác', 'Hỏi ý kiến')
  expect(two.privacy?.controller).toBe('Tiệm Làng')
  expect(two.privacy?.purposes.map(({ id, basis }) => [id, basis])).toEqual([['purpose-1', 'consent'], ['purpose-2', 'consent']])
  const one = removePurpose(changePurpose(two, 'purpose-2', { retention: '1 năm' }), 'purpose-1')
  expect(one.privacy?.purposes.map(({ id, retention }) => [id, retention])).toEqual([['purpose-2', '1 năm']])
  expect(addPurpose(one, '', 'Mới').privacy?.purposes.map(({ id }) => id)).toEqual(['purpose-2', 'purpose-1'])
  expect('privacy' in removePurpose(one, 'purpose-2')).toBe(false)
})
