import type { TemplateId } from '../../core/contract/template.ts'
import type { Language } from '../../protocol/session.ts'
import { DEMO_SELLER } from '../service.ts'

type Values = Readonly<Record<string, string>>

const DAY = 24 * 60 * 60_000

const SELLER: Readonly<Record<Language, Values>> = {
  vi: {
    'seller-name': 'Công ty TNHH Mộc An',
    'seller-tax-code': '0109998887',
    'seller-address': '12 phố Hàng Tre, phường Hoàn Kiếm, Hà Nội',
    'seller-representative': 'Nguyễn Thị Minh Khuê, giám đốc',
    'seller-email': DEMO_SELLER,
    'seller-phone': '+84 24 3999 0000',
    'seller-website': 'https://mocan.example',
  },
  en: {
    'seller-name': 'Moc An Company Limited',
    'seller-tax-code': '0109998887',
    'seller-address': '12 Hang Tre Street, Hoan Kiem Ward, Hanoi, Viet Nam',
    'seller-representative': 'Nguyễn Thị Minh Khuê, director',
    'seller-email': DEMO_SELLER,
    'seller-phone': '+84 24 3999 0000',
    'seller-website': 'https://mocan.example',
  },
}

/** The made-up seller's particulars for a sample draft. Dates follow from `now`, epoch milliseconds. */
export function sampleValues(template: TemplateId, language: Language, now: number): Values {
  const date = (days: number): string => new Date(now + days * DAY).toISOString().slice(0, 10)
  const isVietnamese = language === 'vi'
  const account = isVietnamese ? '19 0000 0000 0001, Ngân hàng Ví Dụ, chi nhánh Hà Nội' : '19 0000 0000 0001, Example Bank, Hanoi branch'
  switch (template) {
    case 'own-file':
      return { 'seller-name': SELLER[language]['seller-name'] ?? '', 'seller-email': DEMO_SELLER }
    case 'sale-of-goods':
      return {
        ...SELLER[language],
        goods: isVietnamese ? 'Bộ bàn ăn gỗ sồi và sáu ghế' : 'Oak dining table with six chairs',
        quantity: '2',
        'unit-price': '18500000',
        total: '37000000',
        'delivery-days': '14',
        'warranty-months': '24',
        'bank-account': account,
      }
    case 'services':
      return {
        ...SELLER[language],
        service: isVietnamese ? 'Thiết kế nội thất quán cà phê 80 m²' : 'Interior design of a café of 80 square metres',
        result: isVietnamese ? 'Bản vẽ mặt bằng\nBản phối cảnh năm góc nhìn\nBảng vật liệu và dự toán' : 'Floor plan\nFive perspective views\nList of materials and estimate',
        'start-date': date(14),
        'end-date': date(59),
        deposit: isVietnamese ? '24000000' : '1200',
        balance: isVietnamese ? '36000000' : '1800',
        total: isVietnamese ? '60000000' : '3000',
        'bank-account': account,
      }
    case 'co-ownership':
      return {
        ...SELLER[language],
        asset: isVietnamese ? 'Xưởng mộc 120 m² cùng máy móc' : 'Joinery workshop of 120 square metres with its machines',
        'asset-place': isVietnamese ? 'Xã Bát Tràng, Hà Nội' : 'Bat Trang Commune, Hanoi',
        'asset-value': isVietnamese ? '900000000' : '36000',
        'share-a': '50',
        'share-b': '30',
        'share-c': '20',
        'start-date': date(14),
        'notice-days': '30',
        'bank-account': account,
      }
    case 'terms-of-service':
      return {
        ...SELLER[language],
        'service-name': isVietnamese ? 'Mộc An Trực Tuyến' : 'Moc An Online',
        'service-purpose': isVietnamese ? 'xem mẫu, đặt hàng và theo dõi đơn hàng đồ gỗ' : 'looking at designs, ordering furniture and following orders',
        'effective-date': date(1),
        'notice-days': '30',
      }
  }
}
