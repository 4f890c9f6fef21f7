/** The four committed fonts, TrueType bytes: contract text and labels, each in two weights. */
export interface FontSet {
  readonly serifRegular: Uint8Array
  readonly serifSemibold: Uint8Array
  readonly sansRegular: Uint8Array
  readonly sansSemibold: Uint8Array
}

/** File names under `public/fonts/` and the SHA-256 of each file. */
export const FONT_FILES: Readonly<Record<keyof FontSet, { readonly file: string; readonly hash: string }>> = {
  serifRegular: { file: 'serif-regular.ttf', hash: 'deb58395985e269f2560b5119a53fae2fface06cf13f95d3717eb5a0c43d1eab' },
  serifSemibold: { file: 'serif-semibold.ttf', hash: '925b92f7484bf74c6f181a77d48da1167dc399c19420e79e424f168be9e7e285' },
  sansRegular: { file: 'sans-regular.ttf', hash: 'c66e9ed7dff2a5b0cabd8d84876d88744b0a269c3c067290e3efa72a7bcf025b' },
  sansSemibold: { file: 'sans-semibold.ttf', hash: '15658cb296eb6653dee0483a6f27296655b3ebd8013576780d2d04603f66b806' },
}

/** Letters that all four fonts hold, as pairs of first and last code point; a test holds them against the fonts. */
export const COVERAGE: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e], [0xa0, 0xac], [0xae, 0x107], [0x10a, 0x113], [0x116, 0x11b], [0x11e, 0x121], [0x126, 0x12b], [0x12e, 0x131],
  [0x139, 0x13a], [0x13d, 0x13e], [0x141, 0x144], [0x147, 0x148], [0x14c, 0x14d], [0x150, 0x155], [0x158, 0x15b], [0x15e, 0x165],
  [0x168, 0x16b], [0x16e, 0x17e], [0x1a0, 0x1a1], [0x1af, 0x1b0], [0x1ea0, 0x1ef9], [0x2013, 0x2014], [0x2018, 0x201a],
  [0x201c, 0x201e], [0x2022, 0x2022], [0x2026, 0x2026], [0x2030, 0x2030], [0x2039, 0x203a], [0x20ab, 0x20ac], [0x2122, 0x2122],
  [0x2212, 0x2212], [0x2260, 0x2260], [0x2264, 0x2265],
]

/** The letters of a text that the fonts cannot show, each once, in order of appearance; LF is white space and no letter. */
export function checkCoverage(text: string): string[] {
  const outside = new Set<string>()
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0
    if (point !== 0x0a && !COVERAGE.some(([first, last]) => point >= first && point <= last)) outside.add(letter)
  }
  return [...outside]
}
