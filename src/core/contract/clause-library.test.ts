import { describe, expect, it } from 'vitest'
import { listClauses, withClause } from './clause-library.ts'
import { parseContractDraft } from './document.ts'
import type { ContractDraft } from './document.ts'
import { TEMPLATE_SUBJECTS } from './library/built-in.ts'
import { commonEn } from './library/common-en.ts'
import { commonVi } from './library/common-vi.ts'
import { createDraft, TEMPLATES } from './template.ts'

const drafts = TEMPLATES.flatMap(({ id, drafts: { vi, en } }) => [[`${id} vi`, vi] as const, [`${id} en`, en] as const])
const clausesOf = (draft: ContractDraft) => draft.blocks.filter((block) => block.kind === 'clause')
const titled = (draft: ContractDraft, title: string) => {
  const found = listClauses(draft).find((clause) => clause.title === title)
  if (!found) throw new Error(`no clause ${title} among ${listClauses(draft).map((clause) => clause.title).join(', ')}`)
  return found
}

describe.each(drafts)('clauses for %s', (_, draft) => {
  const offered = listClauses(draft)
  it('can each be put in, and the contract stays one that can be published', () => {
    expect(offered.length).toBeGreaterThanOrEqual(12)
    for (const clause of offered) {
      const changed = withClause(draft, draft.blocks.findIndex(({ kind }) => kind === 'signature'), clause)
      expect(parseContractDraft(changed)).toEqual(changed)
      expect(clausesOf(changed).map(({ number }) => number)).toEqual(clausesOf(draft).map((_clause, index) => index + 1).concat(clausesOf(draft).length + 1))
    }
  })
  it('can all be put in, one after the other', () => {
    const whole = offered.reduce((now, clause) => withClause(now, now.blocks.findIndex(({ kind }) => kind === 'signature'), clause), draft)
    expect(parseContractDraft(whole)).toEqual(whole)
    expect(listClauses(whole)).toEqual([])
  })
  it('are none that it has, none twice, and in its language', () => {
    const titles = offered.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
    expect(titles.filter((title) => clausesOf(draft).some((clause) => clause.title === title))).toEqual([])
    for (const { blocks } of offered) expect(/[ạảãấầậẩẫếềệểễốồộổỗớờợởỡứừựửữđ]/i.test(JSON.stringify(blocks))).toBe(draft.language === 'vi')
  })
  it('speak of this contract’s parties and claim no more than they may', () => {
    const strange = TEMPLATES.flatMap(({ drafts: both }) => both[draft.language].parties.map(({ role }) => role)).filter((role) => !draft.parties.some((party) => party.role === role))
    for (const clause of offered) {
      const text = JSON.stringify(clause)
      for (const role of strange) expect(new RegExp(`(?<!\\p{L})${role}(?!\\p{L})`, 'u').test(text)).toBe(false)
      expect(text).not.toMatch(/legally binding|qualified|ràng buộc pháp lý|giá trị pháp lý|chữ ký số/i)
    }
  })
})

it('has a subject for every clause of every template, in both languages', () => {
  for (const { id, drafts: { vi, en } } of TEMPLATES) {
    if (id === 'own-file') continue
    expect([clausesOf(vi).length, clausesOf(en).length]).toEqual([TEMPLATE_SUBJECTS[id].length, TEMPLATE_SUBJECTS[id].length])
  }
  expect(commonVi.map(([subject, , paragraphs, asked]) => [subject, paragraphs.length, asked?.map(({ id }) => id)])).toEqual(commonEn.map(([subject, , paragraphs, asked]) => [subject, paragraphs.length, asked?.map(({ id }) => id)]))
})

it('brings what a clause asks for, with party and kind, in the draft’s currency, and the definitions that it uses', () => {
  const draft = createDraft('sale-of-goods', 'en')
  const fee = withClause(draft, draft.blocks.length - 2, titled(draft, 'Fee'))
  expect(fee.particulars.slice(draft.particulars.length).map(({ id, party, kind, currency }) => [id, party, kind, currency])).toEqual([['deposit', 'seller', 'money', 'VND'], ['balance', 'seller', 'money', 'VND']])
  const scope = titled(draft, 'Scope of work')
  expect(scope.terms.map(({ term }) => term)).toEqual(['Services', 'Results'])
  expect(scope.particulars.map(({ id, party }) => [id, party])).toEqual([['work-place', 'buyer'], ['service', 'seller'], ['result', 'seller']])
  expect(scope.particulars[0]?.choices).toEqual(['At the Seller’s office', 'At the Buyer’s address', 'Remotely'])
})

it('does not offer a clause whose place the draft has for something else', () => {
  const draft = createDraft('sale-of-goods', 'vi')
  expect(listClauses(draft).map(({ title }) => title)).toContain('Chậm thanh toán')
  const taken: ContractDraft = { ...draft, particulars: [...draft.particulars, { id: 'late-payment-interest', party: 'seller', label: 'Lãi', kind: 'date', required: true, maxLength: 10 }] }
  expect(listClauses(taken).map(({ title }) => title)).not.toContain('Chậm thanh toán')
})

it('offers a removed clause again, and never what is said of another number of parties', () => {
  const draft = createDraft('sale-of-goods', 'vi')
  const without: ContractDraft = { ...draft, blocks: draft.blocks.filter((block) => block.kind !== 'clause' || block.title !== 'Bảo hành') }
  expect(titled(without, 'Bảo hành').particulars).toEqual([])
  expect(JSON.stringify(listClauses(draft))).not.toMatch(/[Bb]a bên/)
  expect(JSON.stringify(listClauses(createDraft('co-ownership', 'vi')))).not.toMatch(/[Hh]ai bên thỏa thuận ký/)
})
