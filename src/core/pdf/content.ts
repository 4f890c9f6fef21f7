import { decodeLatin1 } from '../bytes/text.ts'
import { isRegular, isWhite } from './character.ts'
import { isDamage, refuse } from './error.ts'
import { integerOf } from './object.ts'
import type { PdfObject } from './object.ts'
import { ObjectParser } from './parser.ts'

/** An operator with what stands before it (ISO 32000-2 §7.8.2). */
export interface Operation {
  readonly operator: string
  readonly operands: readonly PdfObject[]
}

const MAX_OPERANDS = 100_000
const MAX_OPERATOR_LENGTH = 40
const WORDS = new Set(['true', 'false', 'null'])

function readWord(parser: ObjectParser): string {
  const start = parser.at
  let end = start
  while (end < parser.limit && isRegular(parser.source[end])) end++
  if (end === start || end - start > MAX_OPERATOR_LENGTH) refuse('PDF_SYNTAX_DAMAGED', 'not an operator', { offset: start })
  return decodeLatin1(parser.source.subarray(start, end))
}

function startsWord(code: number): boolean {
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
  return isLetter || code === 0x27 || code === 0x22
}

/** Passes an inline image's data, from after `ID` to after `EI`. */
function skipInlineImage(parser: ObjectParser, operands: readonly PdfObject[]): void {
  const { source, limit } = parser
  const key = operands.findIndex((operand) => operand.kind === 'name' && (operand.name === 'L' || operand.name === 'Length'))
  const length = key >= 0 ? integerOf(operands[key + 1]) : null
  for (let at = parser.at + 1 + Math.max(0, length ?? 0); at + 1 < limit; at++) {
    if (source[at] !== 0x45 || source[at + 1] !== 0x49 || !(isWhite(source[at - 1]) || length !== null)) continue
    if (at + 2 < limit && !isWhite(source[at + 2])) continue
    parser.at = at + 2
    return
  }
  refuse('PDF_SYNTAX_DAMAGED', 'inline image has no end', { offset: parser.at })
}

/** Work that passing over what cannot be read may cost: bytes read again. */
const MAX_PASSED = 20_000_000
const MAX_PASSES = 1000

/** Past what cannot be read at `at`: a whole word, or one delimiter. */
function passOver({ source, limit }: ObjectParser, at: number): number {
  let end = at
  while (end < limit && isRegular(source[end])) end++
  return Math.max(end, at + 1)
}

/**
 * The operations of a content stream or CMap, in order. Throws PDF_SYNTAX_DAMAGED, PDF_DUPLICATE_KEY, PDF_TOO_DEEP, PDF_TOO_LARGE. With
 * `isTolerant`, what cannot be read is passed over, as those do who show a page; not without end.
 */
export function* readOperations(bytes: Uint8Array, maxDepth: number, isTolerant = false): Generator<Operation> {
  const parser = new ObjectParser(bytes, 0, bytes.length, maxDepth)
  let operands: PdfObject[] = []
  let passes = Math.min(MAX_PASSES, MAX_PASSED / (bytes.length + 1))
  for (parser.skipSpace(); parser.at < parser.limit; parser.skipSpace()) {
    const start = parser.at
    try {
      const word = startsWord(bytes[parser.at]!) ? readWord(parser) : null
      if (word === null || WORDS.has(word)) {
        operands.push(parser.readObject())
        if (operands.length > MAX_OPERANDS) refuse('PDF_TOO_LARGE', 'too many operands', { maxOperands: MAX_OPERANDS })
        continue
      }
      parser.at += word.length
      if (word === 'ID') skipInlineImage(parser, operands)
      yield { operator: word, operands }
    } catch (error) {
      if (!isTolerant || !isDamage(error) || --passes < 0) throw error
      parser.at = passOver(parser, start)
      continue
    }
    operands = []
  }
}
