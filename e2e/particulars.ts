import type { Particular } from '../src/core/contract/document.ts'
import { checkParticular } from '../src/core/contract/particular.ts'
import type { Language } from './message.ts'

type ByLanguage = Readonly<Record<Language, string>>

/** What the people of the journeys type, by the particular's name; made-up people, addresses of example.com. */
const NAMED: Readonly<Record<string, ByLanguage | string>> = {
  'seller-name': { vi: 'Công ty TNHH Gốm Bát Tràng Xanh', en: 'Bat Trang Green Ceramics Ltd' },
  'seller-representative': { vi: 'Bà Đặng Thị Thuỷ, Giám đốc', en: 'Ms Dang Thi Thuy, Director' },
  'seller-website': 'https://gom.example.com',
  'seller-address': { vi: 'Số 12 ngõ 5, xã Bát Tràng, Hà Nội', en: '12 Lane 5, Bat Trang, Hanoi' },
  'seller-tax-code': '0108765432',
  asset: { vi: 'Xưởng gốm và lò nung', en: 'Pottery workshop with its kiln' },
  'asset-place': { vi: 'Xã Bát Tràng, Hà Nội', en: 'Bat Trang, Hanoi' },
  'asset-value': '900000000',
  'share-a': '50',
  'share-b': '30',
  'share-c': '20',
  'buyer-2-name': { vi: 'Lê Văn Bình', en: 'Binh Le' },
  'bank-account': { vi: '0011 2233 4455, Ngân hàng Ví dụ', en: '0011 2233 4455, Example Bank' },
  goods: { vi: 'Bộ ấm chén men ngọc', en: 'Celadon tea set' },
  quantity: '12',
  'unit-price': '2500000',
  total: '30000000',
  'delivery-days': '7',
  'warranty-months': '12',
  service: { vi: 'Thiết kế bao bì sản phẩm', en: 'Design of product packaging' },
  result: { vi: 'Ba phương án\nMột bộ tệp in', en: 'Three proposals\nOne set of print files' },
  deposit: '10000000',
  balance: '20000000',
  'start-date': '2026-12-01',
  'end-date': '2027-02-28',
  'effective-date': '2026-12-01',
  'notice-days': '30',
  'buyer-name': { vi: 'Nguyễn Thị Ánh', en: 'Anh Nguyen' },
  'buyer-address': { vi: '45 phố Huế, Hà Nội', en: '45 Hue Street, Hanoi' },
  'delivery-address': { vi: '45 phố Huế, Hà Nội', en: '45 Hue Street, Hanoi' },
  'contact-person': { vi: 'Trần Quốc Hữu', en: 'Huu Tran' },
  'account-name': 'anh.nguyen',
  'service-name': { vi: 'Kho ảnh Mây', en: 'Cloud Photo Store' },
  'service-purpose': { vi: 'Lưu giữ ảnh gia đình', en: 'Keeping family pictures' },
}

const BY_KIND: Readonly<Record<Particular['kind'], ByLanguage | string>> = {
  text: { vi: 'Theo thoả thuận', en: 'As agreed' },
  multiline: { vi: 'Theo thoả thuận', en: 'As agreed' },
  'person-name': { vi: 'Nguyễn Thị Ánh', en: 'Anh Nguyen' },
  email: 'nguoi.ban@example.com',
  phone: '+84 24 3825 1234',
  address: { vi: '45 phố Huế, Hà Nội', en: '45 Hue Street, Hanoi' },
  money: '1000000',
  integer: '10',
  date: '2026-12-01',
  choice: '',
  'tax-code': '0108765432',
}

/** A value that the particular's own rules accept. */
export function answerFor(particular: Particular, language: Language, emails: { readonly seller: string; readonly buyer: string }): string {
  const given = particular.kind === 'email' ? emails[particular.party === 'seller' ? 'seller' : 'buyer'] : (particular.choices?.[0] ?? NAMED[particular.id] ?? BY_KIND[particular.kind])
  const value = typeof given === 'string' ? given : given[language]
  const problem = checkParticular(particular, value, language)
  if (problem) throw new Error(`the journey's value for ${particular.id} does not fit: ${problem.code}`)
  return value
}
