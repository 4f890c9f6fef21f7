import type { Language, Particular, Party } from '../document.ts'

interface Roles {
  readonly seller: string
  readonly buyer: string
}

/** The two parties: the seller's act is the signed publication, the buyer signs the file. */
export function createParties(roles: Roles): Party[] {
  return [
    { id: 'seller', role: roles.seller, signs: false, order: 1, nameParticular: 'seller-name', emailParticular: 'seller-email' },
    { id: 'buyer', role: roles.buyer, signs: true, order: 1, nameParticular: 'buyer-name', emailParticular: 'buyer-email' },
  ]
}

const LABELS: Record<Language, Record<string, string>> = {
  vi: {
    'seller-name': 'Tên tổ chức, cá nhân kinh doanh',
    'seller-tax-code': 'Mã số thuế',
    'seller-address': 'Địa chỉ trụ sở',
    'seller-representative': 'Người đại diện',
    'seller-email': 'Thư điện tử',
    'seller-phone': 'Điện thoại',
    'seller-website': 'Trang thông tin điện tử',
    'buyer-name': 'Họ và tên',
    'buyer-address': 'Địa chỉ',
    'buyer-email': 'Thư điện tử',
    'buyer-phone': 'Điện thoại',
    'buyer-tax-code': 'Mã số thuế (nếu cần hóa đơn)',
  },
  en: {
    'seller-name': 'Business name',
    'seller-tax-code': 'Tax code',
    'seller-address': 'Registered address',
    'seller-representative': 'Representative',
    'seller-email': 'E-mail',
    'seller-phone': 'Telephone',
    'seller-website': 'Website',
    'buyer-name': 'Full name',
    'buyer-address': 'Address',
    'buyer-email': 'E-mail',
    'buyer-phone': 'Telephone',
    'buyer-tax-code': 'Tax code (if an invoice is needed)',
  },
}

/** Who the parties are and where messages reach them. */
export function createPartyParticulars(language: Language): Particular[] {
  const particular = (id: string, kind: Particular['kind'], maxLength: number, required = true): Particular => ({
    id,
    party: id.startsWith('seller') ? 'seller' : 'buyer',
    label: LABELS[language][id] ?? id,
    kind,
    required,
    maxLength,
  })
  return [
    particular('seller-name', 'text', 120),
    particular('seller-tax-code', 'tax-code', 20),
    particular('seller-address', 'address', 200),
    particular('seller-representative', 'text', 120),
    particular('seller-email', 'email', 120),
    particular('seller-phone', 'phone', 24),
    particular('seller-website', 'text', 120),
    particular('buyer-name', 'person-name', 80),
    particular('buyer-address', 'address', 200),
    particular('buyer-email', 'email', 120),
    particular('buyer-phone', 'phone', 24),
    particular('buyer-tax-code', 'tax-code', 20, false),
  ]
}

/** What is asked of one more party: its name, and where messages reach it. Ids begin with the party's. */
export function createFurtherParticulars(language: Language, party: string): Particular[] {
  const kinds = [['name', 'person-name', 80], ['address', 'address', 200], ['email', 'email', 120], ['phone', 'phone', 24]] as const
  return kinds.map(([id, kind, maxLength]) => ({ id: `${party}-${id}`, party, label: LABELS[language][`buyer-${id}`] ?? id, kind, required: true, maxLength }))
}
