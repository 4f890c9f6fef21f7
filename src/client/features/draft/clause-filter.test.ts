import { expect, test } from 'vitest'
import { listClauses } from '../../../core/contract/clause-library.ts'
import { createDraft } from '../../../core/contract/template.ts'
import { holdsWords } from './clause-filter.ts'

const find = (typed: string) => listClauses(createDraft('sale-of-goods', 'vi')).filter((clause) => holdsWords(clause, typed)).map(({ title }) => title)

test('a seller finds a clause by words of its title or text, with marks or without, typed as far as one likes', () => {
  expect(find('trọng tài')).toEqual(['Giải quyết tranh chấp bằng trọng tài'])
  expect(find(' BAO  MAT')).toContain('Bảo mật')
  expect(find('bất khả kh')).toContain('Sự kiện bất khả kháng')
  expect(find('bảo mạt')).toEqual([])
  expect(find('ặt')).toEqual([])
  expect(find('(?{*')).toEqual(find(''))
})
