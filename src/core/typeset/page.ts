/** A4 in points, as the layout uses it; y runs down from the top edge. */
export const PAGE = { width: 595.28, height: 841.89, left: 88, right: 88, top: 84, bottom: 88 } as const
export const MEASURE = PAGE.width - PAGE.left - PAGE.right

/** The signature place of a party that signs: room for the visible signature. */
export const SIGNATURE_PLACE = { width: 288, height: 84 } as const

export type Face = 'serif' | 'serifBold' | 'sans' | 'sansBold'
/** Red, green, blue, 0 … 1, as they are written. */
export type Color = '0.11 0.129 0.188' | '0.341 0.365 0.424' | '0.788 0.761 0.69' | '0.773 0.192 0.114' | '0.078 0.408 0.29' | '0.49 0.322 0' | '0.529 0.098 0.29'
export const INK: Color = '0.11 0.129 0.188'
export const SOFT: Color = '0.341 0.365 0.424'
export const RULE: Color = '0.788 0.761 0.69'
/** Verdicts, in reports only: always beside a word and a shape. */
export const PASS: Color = '0.078 0.408 0.29'
export const DOUBT: Color = '0.49 0.322 0'
export const FAIL: Color = '0.529 0.098 0.29'
export const SEAL: Color = '0.773 0.192 0.114'

export interface Style {
  readonly face: Face
  /** Points. */
  readonly size: number
  readonly color: Color
}

export const STYLES = {
  title: { face: 'serifBold', size: 19, color: INK },
  meta: { face: 'sans', size: 8.5, color: SOFT },
  heading: { face: 'serifBold', size: 11.8, color: INK },
  text: { face: 'serif', size: 11, color: INK },
  strong: { face: 'serifBold', size: 11, color: INK },
  number: { face: 'serif', size: 11, color: SOFT },
  missing: { face: 'sans', size: 9.4, color: SOFT },
  tableHead: { face: 'sansBold', size: 8, color: SOFT },
  cell: { face: 'serif', size: 10.5, color: INK },
  cellStrong: { face: 'serifBold', size: 10.5, color: INK },
  note: { face: 'sans', size: 8.2, color: SOFT },
  furniture: { face: 'sans', size: 7.4, color: SOFT },
} as const satisfies Record<string, Style>

/** A number as content operators write it: two decimals at most, never exponential. */
export function formatNumber(value: number): string {
  const rounded = Math.round(value * 100) / 100
  return rounded === 0 ? '0' : String(rounded)
}
