import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'

export type Row = Readonly<Record<string, unknown>>

const isBytes = (kind: string | undefined): boolean => kind?.startsWith('bytes') === true

/** A row as one line of JSON: bytes in base64, everything else as it is. `columns` names each column's kind. */
export function encodeRow(row: Row, columns: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.keys(columns).map((name) => {
    const value = row[name]
    return [name, value instanceof Uint8Array ? encodeBase64(new Uint8Array(value)) : (value ?? null)]
  })))
}

/** The row of a line; columns that the line does not have are null. Throws what JSON and base64 throw, and for a value of another kind. */
export function parseRow(line: string, columns: Readonly<Record<string, string>>): Row {
  const given = JSON.parse(line) as Record<string, unknown>
  return Object.fromEntries(Object.entries(columns).map(([name, kind]) => {
    const value = given[name] ?? null
    if (value === null) return [name, null]
    if (typeof value !== (kind.startsWith('integer') ? 'number' : 'string')) throw new Error(`${name} is of another kind`)
    return [name, isBytes(kind) ? decodeBase64(value as string) : value]
  }))
}
