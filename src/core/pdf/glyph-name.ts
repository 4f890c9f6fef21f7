/** The text of a glyph whose name says nothing. */
export const UNKNOWN = '\ufffd'

const ACCENTS: Readonly<Record<string, string>> = {
  grave: '\u0300', acute: '\u0301', circumflex: '\u0302', tilde: '\u0303', macron: '\u0304', breve: '\u0306', dotaccent: '\u0307', dieresis: '\u0308', hookabove: '\u0309', ring: '\u030a',
  hungarumlaut: '\u030b', caron: '\u030c', horn: '\u031b', dotbelow: '\u0323', commaaccent: '\u0326', cedilla: '\u0327', ogonek: '\u0328',
}
const ACCENT = Object.keys(ACCENTS).join('|')
const ACCENTED = new RegExp(`^([A-Za-z])((?:${ACCENT})+)$`)
const EACH_ACCENT = new RegExp(ACCENT, 'g')

const NAMED: Readonly<Record<string, string>> = {
  space: ' ', exclam: '!', quotedbl: '"', numbersign: '#', dollar: '$', percent: '%', ampersand: '&', quotesingle: "'", parenleft: '(', parenright: ')', asterisk: '*', plus: '+', comma: ',', hyphen: '-', period: '.', slash: '/',
  zero: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9', colon: ':', semicolon: ';', less: '<', equal: '=', greater: '>', question: '?', at: '@',
  bracketleft: '[', backslash: '\\', bracketright: ']', asciicircum: '^', underscore: '_', braceleft: '{', bar: '|', braceright: '}', asciitilde: '~',
  AE: '\u00c6', ae: '\u00e6', OE: '\u0152', oe: '\u0153', Eth: '\u00d0', eth: '\u00f0', Thorn: '\u00de', thorn: '\u00fe', Oslash: '\u00d8', oslash: '\u00f8', Lslash: '\u0141', lslash: '\u0142', Dcroat: '\u0110', dcroat: '\u0111',
  germandbls: '\u00df', dotlessi: '\u0131', fi: 'fi', fl: 'fl', ff: 'ff', ffi: 'ffi', ffl: 'ffl',
  endash: '\u2013', emdash: '\u2014', quoteleft: '\u2018', quoteright: '\u2019', quotesinglbase: '\u201a', quotedblleft: '\u201c', quotedblright: '\u201d', quotedblbase: '\u201e', guillemotleft: '\u00ab', guillemotright: '\u00bb',
  guilsinglleft: '\u2039', guilsinglright: '\u203a', bullet: '\u2022', periodcentered: '\u00b7', ellipsis: '\u2026', dagger: '\u2020', daggerdbl: '\u2021', Euro: '\u20ac', cent: '\u00a2', sterling: '\u00a3', yen: '\u00a5', currency: '\u00a4', dong: '\u20ab',
  section: '\u00a7', paragraph: '\u00b6', copyright: '\u00a9', registered: '\u00ae', trademark: '\u2122', degree: '\u00b0', plusminus: '\u00b1', multiply: '\u00d7', divide: '\u00f7', minus: '\u2212', mu: '\u00b5', perthousand: '\u2030', florin: '\u0192',
  fraction: '\u2044', onehalf: '\u00bd', onequarter: '\u00bc', threequarters: '\u00be', onesuperior: '\u00b9', twosuperior: '\u00b2', threesuperior: '\u00b3', ordfeminine: '\u00aa', ordmasculine: '\u00ba', logicalnot: '\u00ac', brokenbar: '\u00a6',
  exclamdown: '\u00a1', questiondown: '\u00bf',
  acute: '\u00b4', grave: '`', dieresis: '\u00a8', macron: '\u00af', cedilla: '\u00b8', breve: '\u02d8', caron: '\u02c7', circumflex: '\u02c6', dotaccent: '\u02d9', hungarumlaut: '\u02dd', ogonek: '\u02db', ring: '\u02da', tilde: '\u02dc',
}

const isScalar = (code: number): boolean => code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)

function textOfPart(name: string): string {
  if (name.length <= 1) return name === '' ? UNKNOWN : name
  const known = NAMED[name]
  if (known !== undefined) return known
  const digits = /^(?:uni((?:[0-9A-F]{4})+)|u([0-9A-F]{4,6}))$/.exec(name)
  if (digits !== null) {
    const codes = (digits[2] === undefined ? digits[1]!.match(/.{4}/g)! : [digits[2]]).map((code) => Number.parseInt(code, 16))
    return codes.every(isScalar) ? String.fromCodePoint(...codes) : UNKNOWN
  }
  const accented = ACCENTED.exec(name)
  return accented === null ? UNKNOWN : (accented[1]! + accented[2]!.match(EACH_ACCENT)!.map((one) => ACCENTS[one]!).join('')).normalize('NFC')
}

/** The text that a glyph name stands for, by the Adobe Glyph List's rules: a suffix after the first stop says nothing, parts joined by low lines stand one after another. `UNKNOWN` where the name says nothing. */
export function textOfGlyphName(name: string): string {
  const parts = name.replace(/\..*$/s, '')
  return parts === '' ? UNKNOWN : parts.split('_').map(textOfPart).join('')
}
