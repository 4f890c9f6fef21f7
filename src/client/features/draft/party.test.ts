import { describe, expect, test } from 'vitest'
import { parseContractDraft } from '../../../core/contract/document.ts'
import { createDraft } from '../../../core/contract/template.ts'
import { addParty, arrangeTurns, changeParty, moveParty, removeParty } from './party.ts'

const draft = createDraft('services', 'vi')
const orders = (parties: readonly { readonly id: string; readonly order: number }[]) => parties.map(({ id, order }) => `${id} ${order}`)

describe('parties in the editor: otherwise a contract is published that somebody cannot sign', () => {
  test('ten can be added besides the seller, each asked for, named and given a place; an eleventh cannot', () => {
    let now = draft
    for (let count = 2; count <= 12; count++) now = addParty(now, `Bên ${count}`)
    expect(now.parties).toHaveLength(11)
    expect(parseContractDraft(now)).toEqual(now)
    expect(now.blocks.filter(({ kind }) => kind === 'signature')).toHaveLength(11)
  })

  test('what was added can be taken out again, leaving nothing', () => {
    expect(removeParty(addParty(draft, 'Bên thứ ba'), 'buyer-2')).toEqual(draft)
    expect(removeParty(changeParty(addParty(draft, 'Bên thứ ba'), 'buyer-2', { role: 'Người làm chứng' }), 'buyer-2')).toEqual(draft)
  })

  test('a party that the text still names stays, and so do the seller and the last signatory', () => {
    expect(removeParty(createDraft('co-ownership', 'vi'), 'buyer-2')).toBeNull()
    expect(removeParty(addParty(draft, 'x'), 'seller')).toBeNull()
    expect(removeParty(draft, 'buyer')).toBeNull()
  })

  test('turns follow the places, or all are equal; the seller signs last', () => {
    const three = changeParty(addParty(addParty(draft, 'B'), 'C'), 'seller', { signs: true })
    const sequence = arrangeTurns(three, true)
    expect(orders(sequence.parties)).toEqual(['seller 4', 'buyer 1', 'buyer-2 2', 'buyer-3 3'])
    expect(orders(moveParty(sequence, 'buyer-3', -1).parties)).toEqual(['seller 4', 'buyer 1', 'buyer-3 2', 'buyer-2 3'])
    expect(orders(arrangeTurns(sequence, false).parties)).toEqual(['seller 2', 'buyer 1', 'buyer-2 1', 'buyer-3 1'])
    expect(parseContractDraft(sequence)).toEqual(sequence)
  })
})
