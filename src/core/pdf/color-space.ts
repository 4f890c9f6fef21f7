import { keepEncoding } from './encode.ts'
import { dictionaryOf, integerOf, pdfArray, pdfDictionary, pdfName, pdfNumber } from './object.ts'
import type { PdfDictionary } from './object.ts'
import type { PdfFile } from './reader.ts'

const numbers = (...values: readonly number[]) => pdfArray(values.map(pdfNumber))

/** sRGB's white, primaries and tone, near enough for ink: device-independent without a profile (ISO 32000-2 §8.6.5.2, §8.6.5.3). */
const WHITE_POINT = numbers(0.9505, 1, 1.089)
const GRAY = pdfArray([pdfName('CalGray'), pdfDictionary({ WhitePoint: WHITE_POINT, Gamma: pdfNumber(2.2) })])
const RGB = pdfArray([
  pdfName('CalRGB'),
  pdfDictionary({ WhitePoint: WHITE_POINT, Gamma: numbers(2.2, 2.2, 2.2), Matrix: numbers(0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505) }),
])

const DEFAULTS = keepEncoding(pdfDictionary({ DefaultGray: GRAY, DefaultRGB: RGB }))

function hasRgbIntent(file: PdfFile): boolean {
  const intents = file.get(file.root, 'OutputIntents')
  return (intents.kind === 'array' ? intents.items : []).some((item) => {
    const intent = dictionaryOf(file.resolve(item))
    const profile = intent === null ? null : file.getDictionary(intent, 'DestOutputProfile')
    return profile !== null && integerOf(file.get(profile, 'N')) === 3
  })
}

/**
 * Default colour spaces for what is drawn into a file whose output intent does not explain device red, green and blue: without them the
 * drawing would end its PDF/A conformance (ISO 19005-2 §6.2.4.3). Undefined where the file explains them itself.
 */
export function ownColorSpaces(file: PdfFile): PdfDictionary | undefined {
  return hasRgbIntent(file) ? undefined : DEFAULTS
}
