import { encodeLatin1 } from '../../core/bytes/text.ts'
import { indexOfBytes } from '../../core/bytes/compare.ts'
import { integerOf } from '../../core/pdf/object.ts'
import { join, overwrite, setRange } from './edit.ts'
import type { ForeignAttack } from './saved.ts'
import type { Target } from './target.ts'

const OTHER = 'BT /F1 12 Tf 50 700 Td (The price is 90 million) Tj ET'
const row = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`

/** A hand-written save that overwrites the page's content; `tail` is what it ends with, `previous` where it says the past is. */
function save(target: Target, choice: { readonly tail?: string; readonly previous?: number | null; readonly trailer?: string } = {}): Uint8Array {
  const { tail = '%%EOF\n', previous = target.file.revisions.at(-1)!.sectionOffset, trailer = '' } = choice
  const { number } = target.contentId
  const at = target.bytes.length + 1
  const body = `\n${number} 0 obj\n<</Length ${OTHER.length}>>\nstream\n${OTHER}\nendstream\nendobj\n`
  const section = target.bytes.length + body.length
  const size = integerOf(target.file.trailer.entries.get('Size')) ?? 100
  const past = previous === null ? '' : ` /Prev ${previous}`
  return join(target.bytes, `${body}xref\n${number} 1\n${row(at)}trailer\n<</Size ${size} /Root ${target.catalog.number} 0 R${past}${trailer}>>\nstartxref\n${section}\n${tail}`)
}

const contents = (target: Target): { start: number; end: number } => target.signed.value.contentsPlace!
type RangeText = (range: readonly [number, number, number, number]) => string
const shift = (target: Target, ...texts: readonly RangeText[]): Uint8Array => setRange(target.bytes, ...texts)

/** Changes one letter of the comment below the header: signed, and nothing that structure needs. */
function flip({ bytes }: Target): Uint8Array {
  const at = indexOfBytes(bytes, encodeLatin1('%'), 5) + 2
  return overwrite(bytes, at, Uint8Array.of(bytes[at]! ^ 1))
}

/** Attacks on the bytes themselves: what is said to be signed, and what lies beside the last revision. */
export const RAW_ATTACKS: readonly ForeignAttack[] = [
  { name: 'incremental saving: full update', caught: 'changes-permitted', make: (target) => save(target) },
  { name: 'incremental saving: without an end marker', caught: 'trailing-bytes', make: (target) => save(target, { tail: '' }) },
  { name: 'incremental saving: body only', caught: 'trailing-bytes', make: (target) => join(target.bytes, `\n${target.contentId.number} 0 obj\n<</Length ${OTHER.length}>>\nstream\n${OTHER}\nendstream\nendobj\n`) },
  { name: 'incremental saving: trailer only', caught: 'trailing-bytes', make: (target) => join(target.bytes, `\ntrailer\n<</Size 9 /Root ${target.catalog.number} 0 R>>\n`) },
  { name: 'incremental saving: a copied signature with the body', caught: 'trailing-bytes', make: (target) => {
    const { place } = target.signed.value
    return join(target.bytes, '\n900 0 obj\n', target.bytes.subarray(place!.start, place!.end), '\nendobj\n')
  } },
  { name: 'incremental saving: no past', caught: ['NO_SIGNATURE', 'PDF_STRUCTURE_DAMAGED', 'PDF_XREF_DAMAGED'], make: (target) => save(target, { previous: null }) },
  { name: 'incremental saving: a past before the signature', caught: ['NO_SIGNATURE', 'byte-range-end', 'changes-permitted', 'PDF_STRUCTURE_DAMAGED', 'PDF_XREF_DAMAGED'], make: (target) => save(target, { previous: target.file.revisions.at(-2)?.sectionOffset ?? null }) },
  { name: 'incremental saving: a past that is itself', caught: ['PDF_XREF_CYCLE'], make: (target) => save(target, { previous: target.bytes.length + 1 + sectionLength(target) }) },
  { name: 'dual views: table and hidden stream', caught: ['PDF_XREF_DAMAGED', 'changes-permitted'], make: (target) => save(target, { trailer: ` /XRefStm ${target.file.revisions.at(-1)!.sectionOffset}` }) },
  { name: 'dual views: an object stream with an object that nothing names', caught: 'unexplained-bytes', make: (target) => pack(target, [900, `${target.contentId.number} 0 R`], [901, '<</Extra true>>']) },
  { name: 'dual views: an object stream with a number twice', caught: 'strict-reading', make: (target) => pack(target, [901, '<</Extra true>>'], [901, '<</Extra false>>']) },
  { name: 'uncovered tail: words', caught: 'trailing-bytes', make: ({ bytes }) => join(bytes, '% and one thing more\n') },
  { name: 'uncovered tail: empty bytes', caught: 'trailing-bytes', make: ({ bytes }) => join(bytes, '\n \n\0\0') },
  { name: 'uncovered tail: a second half that is shorter', caught: 'byte-range-end', make: (target) => shift(target, ([, b, c, d]) => `[0 ${b} ${c} ${d - 12}]`) },
  { name: 'changed byte: in what is signed', caught: 'message-digest', make: flip },
  { name: 'universal forgery: /ByteRange of nulls', caught: 'byte-range-form', make: (target) => shift(target, () => '[null null null null]', () => '[null null]') },
  { name: 'universal forgery: empty /ByteRange', caught: 'byte-range-form', make: (target) => shift(target, () => '[]') },
  { name: 'universal forgery: /ByteRange of zeros', caught: 'byte-range-gap', make: (target) => shift(target, () => '[0 0 0 0]') },
  { name: 'universal forgery: /ByteRange of two', caught: 'byte-range-form', make: (target) => shift(target, ([, b]) => `[0 ${b}]`) },
  { name: 'universal forgery: negative', caught: 'byte-range-form', make: (target) => shift(target, ([, b, c]) => `[0 ${b} ${c} -9]`) },
  { name: 'universal forgery: negative start', caught: 'byte-range-form', make: (target) => shift(target, ([, b, c, d]) => `[-1 ${b} ${c} ${d}]`, ([, b, c]) => `[-1 ${b} ${c} 9]`) },
  { name: 'universal forgery: beyond the file', caught: 'byte-range-form', make: (target) => shift(target, ([, b, c]) => `[0 ${b} ${c} 99999]`, ([, b]) => `[0 ${b} 99999 9]`) },
  { name: 'universal forgery: not from the start', caught: 'byte-range-form', make: (target) => shift(target, ([, b, c, d]) => `[9 ${b - 9} ${c} ${d}]`) },
  { name: 'universal forgery: not a list', caught: 'byte-range-form', make: (target) => shift(target, () => '(0 1 2 3)') },
  { name: 'wrapping: a wider gap', caught: 'byte-range-gap', make: (target) => shift(target, ([, b, c, d]) => `[0 ${b - 30} ${c} ${d}]`) },
  { name: 'wrapping: a gap that begins later', caught: 'byte-range-gap', make: (target) => shift(target, ([, b, c, d]) => `[0 ${b + 8} ${c} ${d}]`) },
  { name: 'wrapping: entries in the gap', caught: ['byte-range-gap', 'cms-form'], make: (target) => overwrite(target.bytes, contents(target).end - 30, '> /Prop_Build (another thing) '.slice(0, 30)) },
  { name: 'wrapping: a comment in the gap', caught: 'byte-range-gap', make: (target) => overwrite(target.bytes, contents(target).end - 20, '> % hidden words   \n') },
  { name: 'wrapping: the second half moved, an object in the gap', caught: ['byte-range-gap', 'byte-range-form', 'PDF_XREF_DAMAGED', 'PDF_TRUNCATED', 'byte-range-end', 'strict-reading'], make: (target) => wrap(target) },
  { name: 'malformed contents: white space among the digits', caught: 'byte-range-gap', make: (target) => overwrite(target.bytes, contents(target).end - 21, ' '.repeat(20)) },
  { name: 'malformed contents: no digits', caught: 'cms-form', make: (target) => overwrite(target.bytes, contents(target).end - 21, 'z'.repeat(20)) },
  { name: 'malformed contents: another end of the padding', caught: 'cms-form', make: (target) => overwrite(target.bytes, contents(target).end - 3, '01') },
  { name: 'universal forgery: zero /Contents', caught: 'cms-form', make: (target) => overwrite(target.bytes, contents(target).start + 1, '0'.repeat(contents(target).end - contents(target).start - 2)) },
  { name: 'universal forgery: null /Contents', caught: ['byte-range-gap'], make: (target) => overwrite(target.bytes, contents(target).start, 'null'.padEnd(contents(target).end - contents(target).start)) },
  { name: 'universal forgery: empty /Contents', caught: ['byte-range-gap'], make: (target) => overwrite(target.bytes, contents(target).start, '<>'.padEnd(contents(target).end - contents(target).start)) },
  { name: 'truncation: cut in half', caught: ['PDF_TRUNCATED', 'NO_SIGNATURE', 'trailing-bytes'], make: ({ bytes }) => bytes.subarray(0, bytes.length >> 1) },
  { name: 'truncation: end marker cut', caught: ['PDF_TRUNCATED', 'NO_SIGNATURE', 'trailing-bytes'], make: ({ bytes }) => bytes.subarray(0, bytes.length - 9) },
]

function sectionLength(target: Target): number {
  return `${target.contentId.number} 0 obj\n<</Length ${OTHER.length}>>\nstream\n${OTHER}\nendstream\nendobj\n`.length
}

/** A save with an object stream of which the cross-reference names the last object; the catalog needs it. */
function pack(target: Target, ...objects: readonly (readonly [number, string])[]): Uint8Array {
  const at = target.bytes.length + 1
  const head = objects.map(([number], index) => `${number} ${objects.slice(0, index).reduce((sum, [, text]) => sum + text.length + 1, 0)}`).join(' ') + ' '
  const body = head + objects.map(([, text]) => `${text} `).join('')
  const container = `902 0 obj\n<</Type /ObjStm /N ${objects.length} /First ${head.length} /Length ${body.length}>>\nstream\n${body}\nendstream\nendobj\n`
  const entry = (...bytes: readonly [kind: number, second: number, third: number]): string => bytes.map((value, index) => value.toString(16).padStart([2, 8, 4][index]!, '0')).join('')
  const last = objects.length - 1
  const rows = `${entry(2, 902, last)}${entry(1, at, 0)}${entry(1, at + container.length, 0)}>`
  const section = `903 0 obj\n<</Type /XRef /W [1 4 2] /Index [${objects[last]![0]} 3] /Size 904 /Root ${target.catalog.number} 0 R /Prev ${target.file.revisions.at(-1)!.sectionOffset} /Filter /ASCIIHexDecode /Length ${rows.length}>>\nstream\n${rows}\nendstream\nendobj\n`
  return join(target.bytes, `\n${container}${section}startxref\n${at + container.length}\n%%EOF\n`)
}

/** Signature wrapping: the signed second half stands at the end of a longer file, and something else where readers look. */
function wrap(target: Target): Uint8Array {
  const [, first, second, length] = target.signed.value.byteRange!
  const inserted = encodeLatin1(`\n${target.contentId.number} 0 obj\n<</Length ${OTHER.length}>>\nstream\n${OTHER}\nendstream\nendobj\n`)
  const moved = second + inserted.length
  const changed = setRange(target.bytes, ([, b, , d]) => `[0 ${b} ${moved} ${d}]`)
  return join(changed.subarray(0, first), changed.subarray(first, second), inserted, changed.subarray(second, second + length))
}
