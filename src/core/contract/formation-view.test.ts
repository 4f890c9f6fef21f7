import { expect, test } from 'vitest'
import { formByOffers } from './formation-view.ts'
import { FORMATION_WORDS } from './formation-words.ts'
import { composeDocument, createDraft } from './template.ts'

const document = composeDocument(createDraft('services', 'en'), { contract: 'contract-0001', version: '1.0', number: '2026/11-0001', typesetRevision: 'none', createdOn: '2026-11-26', publishedAt: null })
const sentAt = Date.parse('2026-11-26T04:00:00Z')
const form = (change: object) => formByOffers({ document, values: {}, sentAt, now: sentAt + 60_000, offers: [{ party: 'buyer', handedOver: null, opened: null, answer: null, ...change }] })

test('a letter that no mail system took is not said to have been received, and the offer is open all the same', () => {
  expect(form({})).toMatchObject({ messages: [], formation: { reason: 'OPEN' } })
  expect(form({ handedOver: sentAt }).messages).toHaveLength(1)
  expect(form({ opened: sentAt + 1000 }).messages).toHaveLength(1)
})

test('offers of one moment to several parties say to whom each went', () => {
  const parties = ['buyer', 'buyer-2'].map((party) => ({ party, handedOver: sentAt, opened: null, answer: null }))
  const { messages } = formByOffers({ document, values: {}, sentAt, now: sentAt + 60_000, offers: parties })
  expect(messages.map(({ kind, party, to }) => [kind, party, to])).toEqual([['offer', 'seller', 'buyer'], ['offer', 'seller', 'buyer-2']])
  expect(FORMATION_WORDS.vi.offer('Bên A', 'Bên C')).toBe('Đề nghị của Bên A gửi Bên C')
  expect(FORMATION_WORDS.en.offer('The seller', null)).toBe('Offer from The seller')
})
