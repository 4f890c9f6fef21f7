/** One thing that `npm run bench` measures. */
export interface Theme {
  readonly name: string
  /** Prints what it measured beside its limits; true when all are kept. */
  readonly run: () => Promise<boolean>
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`
export const times = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ×`
export const kept = (isKept: boolean): string => (isKept ? 'yes' : 'NO')

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Rows under one another, the first column to the left. */
export function printRows(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  for (const row of rows) process.stdout.write(`${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   ')}\n`)
}
