import type { Language } from '../../validation/sentence.ts'
import type { PackageFault, PackageReport } from './package.ts'

type Sentences = Readonly<Record<Language, string>>

const FAULTS: Readonly<Record<PackageFault['fault'], Sentences>> = {
  changed: { en: 'is not what was sealed', vi: 'không phải tệp đã được niêm phong' },
  missing: { en: 'is missing', vi: 'bị thiếu' },
  unsigned: { en: 'was added and is not sealed', vi: 'được thêm vào và không được niêm phong' },
  chain: { en: 'does not follow the record before it', vi: 'không nối tiếp bản ghi trước đó' },
  file: { en: 'does not begin with the file that the contract names', vi: 'không bắt đầu bằng đúng tệp mà hợp đồng nêu' },
  proof: { en: 'does not prove its record', vi: 'không chứng minh được bản ghi của nó' },
}

/** What is wrong with a part, to stand after its name. */
export const describeFault = (fault: PackageFault['fault'], language: Language): string => FAULTS[fault][language]

/** The judgement in a sentence that anyone understands. */
export function describePackage({ indication, faults, seal }: Pick<PackageReport, 'indication' | 'faults' | 'seal'>, language: Language, show: (instant: string) => string): string {
  const names = [...new Set(faults.map(({ name }) => name))]
  const [by, at] = [seal.signatory ?? '–', seal.bestSignatureTime === null ? null : show(seal.bestSignatureTime)]
  if (names.length > 0) return language === 'vi' ? `Gói này không còn như khi được niêm phong: ${names.join(', ')}.` : `This package is not as it was sealed: ${names.join(', ')}.`
  if (indication === 'TOTAL-PASSED') return language === 'vi' ? `Gói này nguyên vẹn: ${by} đã niêm phong${at === null ? '' : ` lúc ${at}`}, không phần nào bị thay đổi.` : `This package is whole: sealed by ${by}${at === null ? '' : ` at ${at}`}, and no part was changed.`
  if (indication === 'TOTAL-FAILED') return language === 'vi' ? 'Gói này không đạt kiểm tra.' : 'This package does not hold.'
  return language === 'vi' ? 'Không phần nào bị thay đổi, nhưng chưa thể kết luận về niêm phong hoặc một chữ ký trong gói.' : 'No part was changed, but the seal or a signature inside cannot be decided.'
}
