import { readOperations } from './content.ts'
import { refuse } from './error.ts'
import type { PdfObject } from './object.ts'
import { decodeUtf16 } from './text-string.ts'

const MAX_MAPPINGS = 200_000

/** What codes mean as text (ISO 32000-2 §9.10.3). */
export interface ToUnicode {
  /** Lengths in bytes that codes may have, ascending; empty when the map does not say. */
  readonly codeLengths: readonly number[]
  /** By length and code: see `lookUp`. */
  readonly texts: ReadonlyMap<string, string>
}

function codeOf(bytes: Uint8Array): number {
  let code = 0
  for (const byte of bytes) code = code * 256 + byte
  return code
}

const keyOf = (length: number, code: number): string => `${length}:${code}`

/** The text of a code of so many bytes, or null. */
export function lookUp(map: ToUnicode, length: number, code: number): string | null {
  return map.texts.get(keyOf(length, code)) ?? null
}

function shift(text: string, by: number): string {
  const last = text.length - 1
  return last < 0 ? '' : (text.slice(0, last) + String.fromCharCode((text.charCodeAt(last) + by) & 0xffff)).toWellFormed()
}

/** Reads a ToUnicode CMap. Throws PDF_SYNTAX_DAMAGED, PDF_TOO_LARGE. */
export function parseToUnicode(bytes: Uint8Array, maxDepth: number): ToUnicode {
  const texts = new Map<string, string>()
  const lengths = new Set<number>()
  const set = (length: number, code: number, text: string): void => {
    texts.set(keyOf(length, code), text)
    if (texts.size > MAX_MAPPINGS) refuse('PDF_TOO_LARGE', 'too many mappings', { maxMappings: MAX_MAPPINGS })
  }
  const stringAt = (operands: readonly PdfObject[], i: number): Uint8Array => {
    const operand = operands[i]
    if (operand?.kind !== 'string' || operand.bytes.length > 512) return refuse('PDF_SYNTAX_DAMAGED', 'malformed character map')
    return operand.bytes
  }
  for (const { operator, operands } of readOperations(bytes, maxDepth)) {
    if (operator === 'endcodespacerange') {
      for (let i = 0; i + 1 < operands.length; i += 2) lengths.add(stringAt(operands, i).length)
    } else if (operator === 'endbfchar') {
      for (let i = 0; i + 1 < operands.length; i += 2) {
        const code = stringAt(operands, i)
        set(code.length, codeOf(code), decodeUtf16(stringAt(operands, i + 1)))
      }
    } else if (operator === 'endbfrange') {
      for (let i = 0; i + 2 < operands.length; i += 3) {
        const first = stringAt(operands, i)
        const start = codeOf(first)
        const count = codeOf(stringAt(operands, i + 1)) - start + 1
        const target = operands[i + 2]!
        if (count < 1 || count > 65_536 || first.length > 4) refuse('PDF_SYNTAX_DAMAGED', 'malformed range in a character map')
        const items = target.kind === 'array' ? target.items : null
        const base = items === null ? decodeUtf16(stringAt(operands, i + 2)) : ''
        for (let j = 0; j < Math.min(count, items?.length ?? count); j++) set(first.length, start + j, items === null ? shift(base, j) : decodeUtf16(stringAt(items, j)))
      }
    }
  }
  return { codeLengths: [...lengths].filter((length) => length >= 1 && length <= 4).sort((a, b) => a - b), texts }
}
