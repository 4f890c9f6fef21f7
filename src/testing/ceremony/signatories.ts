import type { ContractDraft } from '../../core/contract/document.ts'

/** Where a party of these contracts is written to. */
export const emailOf = (party: string): string => `${party}@example.com`

/** The same contract with this many signatories besides the seller, whose names and addresses the seller knows, so that nobody is asked for any. */
export function withSignatories(draft: ContractDraft, count: number, orderOf: (index: number) => number = () => 1, sellerSigns = false): ContractDraft {
  const ids = Array.from({ length: count }, (_, index) => (index === 0 ? 'buyer' : `buyer-${index + 1}`))
  const common = { required: true, maxLength: 120 }
  return {
    ...draft,
    parties: [
      { ...draft.parties.find(({ id }) => id === 'seller')!, signs: sellerSigns, order: 11 },
      ...ids.map((id, index) => ({ id, role: `Bên ${index + 1}`, signs: true, order: orderOf(index), nameParticular: `${id}-name`, emailParticular: `${id}-email` })),
    ],
    particulars: [
      ...draft.particulars.filter(({ party }) => party === 'seller'),
      ...ids.flatMap((id, index) => [
        { ...common, id: `${id}-name`, party: id, label: 'Họ và tên', kind: 'person-name' as const, value: `Người Ký ${'Một Hai Ba Bốn Năm Sáu Bảy Tám Chín Mười'.split(' ')[index]}` },
        { ...common, id: `${id}-email`, party: id, label: 'Thư', kind: 'email' as const, value: emailOf(id) },
      ]),
    ],
    blocks: [
      { kind: 'paragraph', text: `${ids.map((id) => `{${id}-name} ({${id}-email})`).join(', ')} và {seller-name} cùng sở hữu {asset}.` },
      { kind: 'signature', party: 'seller' },
      ...ids.map((id) => ({ kind: 'signature' as const, party: id })),
    ],
    terms: [],
  }
}
