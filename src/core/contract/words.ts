import type { Currency, Language } from './document.ts'

const VI_DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']
const EN_SMALL = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten',
  'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
]
const EN_TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const EN_SCALES = ['', ' thousand', ' million', ' billion', ' trillion']

/** 1 … 999; `full` reads the hundreds and the missing tens, as inside a longer number. */
function groupInVietnamese(value: number, full: boolean): string {
  const [hundreds, tens, ones] = [Math.trunc(value / 100), Math.trunc(value / 10) % 10, value % 10]
  const words: string[] = []
  if (full || hundreds > 0) words.push(`${VI_DIGITS[hundreds]} trăm`)
  if (tens === 0 && ones > 0 && words.length > 0) words.push('linh')
  if (tens === 1) words.push('mười')
  if (tens > 1) words.push(`${VI_DIGITS[tens]} mươi`)
  if (ones === 1 && tens > 1) words.push('mốt')
  else if (ones === 4 && tens > 1) words.push('tư')
  else if (ones === 5 && tens > 0) words.push('lăm')
  else if (ones > 0) words.push(VI_DIGITS[ones] ?? '')
  return words.join(' ')
}

function inVietnamese(value: number, full = false): string {
  if (value === 0) return 'không'
  const words: string[] = []
  const billions = Math.floor(value / 1e9)
  if (billions > 0) words.push(`${inVietnamese(billions)} tỷ`)
  for (const [size, name] of [[1e6, ' triệu'], [1e3, ' nghìn'], [1, '']] as const) {
    const group = Math.floor(value / size) % 1000
    if (group > 0) words.push(groupInVietnamese(group, full || words.length > 0) + name)
  }
  return words.join(' ')
}

function groupInEnglish(value: number): string {
  const [hundreds, rest] = [Math.trunc(value / 100), value % 100]
  const small = rest < 20 ? (EN_SMALL[rest] ?? '') : `${EN_TENS[Math.trunc(rest / 10)]}${rest % 10 > 0 ? `-${EN_SMALL[rest % 10]}` : ''}`
  if (hundreds === 0) return small
  return `${EN_SMALL[hundreds]} hundred${rest > 0 ? ` and ${small}` : ''}`
}

function inEnglish(value: number): string {
  if (value === 0) return 'zero'
  const words: string[] = []
  for (let scale = EN_SCALES.length - 1; scale >= 0; scale--) {
    const group = Math.floor(value / 1000 ** scale) % 1000
    if (group === 0) continue
    const joined = scale === 0 && group < 100 && words.length > 0 ? `and ${groupInEnglish(group)}` : groupInEnglish(group)
    words.push(joined + EN_SCALES[scale])
  }
  return words.join(' ')
}

/** A whole number, 0 … 999,999,999,999,999, in words: `ba mươi triệu`, `thirty million`. */
export function integerInWords(value: number, language: Language): string {
  return language === 'vi' ? inVietnamese(value) : inEnglish(value)
}

const UNITS: Record<Currency, Record<Language, readonly [unit: string, units: string, cent: string, cents: string]>> = {
  VND: { vi: ['đồng', 'đồng', '', ''], en: ['Vietnamese dong', 'Vietnamese dong', '', ''] },
  USD: { vi: ['đô la Mỹ', 'đô la Mỹ', 'xu', 'xu'], en: ['US dollar', 'US dollars', 'cent', 'cents'] },
  EUR: { vi: ['euro', 'euro', 'xu', 'xu'], en: ['euro', 'euros', 'cent', 'cents'] },
}

/** An amount (a money particular's value) in words: `ba mươi triệu đồng`; `one thousand two hundred and fifty US dollars and fifty cents`. */
export function moneyInWords(value: string, currency: Currency, language: Language): string {
  const [whole = 0, cents = 0] = value.split('.').map(Number)
  const [unit, units, cent, manyCents] = UNITS[currency][language]
  const main = `${integerInWords(whole, language)} ${whole === 1 ? unit : units}`
  return cents === 0 ? main : `${main} ${language === 'vi' ? 'và' : 'and'} ${integerInWords(cents, language)} ${cents === 1 ? cent : manyCents}`
}
