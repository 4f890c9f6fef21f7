import { indexOfBytes } from '../../core/bytes/compare.ts'
import { encodeLatin1 } from '../../core/bytes/text.ts'
import type { Attack } from './attack.ts'
import { join, overwrite, setRange, signatureOf, swap } from './edit.ts'

/** Attacks on which bytes are said to be signed. Those that touch signed bytes fail their digest, too: the rule meant for each is named. */
export const RANGE_ATTACKS: readonly Attack[] = [
  { name: 'changed byte: a figure on the page', caught: 'message-digest', make: ({ secured }) => swap(secured, '30 million', '90 million') },
  { name: 'changed byte: the header’s comment', caught: 'message-digest', make: ({ secured }) => overwrite(secured, 11, Uint8Array.of(0xe5)) },
  { name: 'universal forgery: no /ByteRange', caught: 'byte-range-form', make: ({ secured }) => swap(secured, '/ByteRange ', '/ByteRangx ') },
  { name: 'universal forgery: /ByteRange of nulls', caught: 'byte-range-form', make: ({ secured }) => setRange(secured, () => '[null null null null]') },
  { name: 'universal forgery: empty /ByteRange', caught: 'byte-range-form', make: ({ secured }) => setRange(secured, () => '[]') },
  { name: 'universal forgery: all of /ByteRange zero', caught: 'byte-range-gap', make: ({ secured }) => setRange(secured, () => '[0 0 0 0]') },
  { name: 'universal forgery: negative /ByteRange', caught: 'byte-range-form', make: ({ secured }) => setRange(secured, ([, b, c]) => `[0 ${b} ${c} -9]`) },
  { name: 'universal forgery: /ByteRange beyond the file', caught: 'byte-range-form', make: ({ secured }) => setRange(secured, ([, b, c]) => `[0 ${b} ${c} 99999999]`) },
  { name: 'universal forgery: /ByteRange not from the start', caught: 'byte-range-form', make: ({ secured }) => setRange(secured, ([, b, c, d]) => `[9 ${b - 9} ${c} ${d}]`) },
  { name: 'universal forgery: /ByteRange of two', caught: 'byte-range-form', make: ({ secured }) => setRange(secured, ([, b]) => `[0 ${b}]`) },
  { name: 'universal forgery: halves overlap', caught: 'byte-range-form', make: ({ secured }) => setRange(secured, ([, b, c, d]) => `[0 ${c} ${b} ${d}]`) },
  { name: 'uncovered tail: the second half is shorter', caught: 'byte-range-end', make: ({ secured }) => setRange(secured, ([, b, c, d]) => `[0 ${b} ${c} ${d - 12}]`) },
  { name: 'wrapping: a wider gap', caught: 'byte-range-gap', make: ({ secured }) => setRange(secured, ([, b, c, d]) => `[0 ${b - 30} ${c} ${d}]`) },
  { name: 'universal forgery: no /Contents', caught: 'byte-range-gap', make: ({ secured }) => swap(secured, '/Contents <', '/Contentx <') },
  {
    name: 'universal forgery: null /Contents', caught: 'byte-range-gap',
    make: ({ secured }) => {
      const { contentsPlace } = signatureOf(secured)
      return overwrite(secured, contentsPlace!.start, 'null'.padEnd(contentsPlace!.end - contentsPlace!.start))
    },
  },
  {
    name: 'wrapping: entries in the gap', caught: 'byte-range-gap',
    make: ({ secured }) => {
      const { contentsPlace } = signatureOf(secured)
      return overwrite(secured, contentsPlace!.end - 30, '> /Prop_Build (another thing) '.slice(0, 30))
    },
  },
  {
    name: 'wrapping: a comment in the gap', caught: 'byte-range-gap',
    make: ({ secured }) => {
      const { contentsPlace } = signatureOf(secured)
      return overwrite(secured, contentsPlace!.end - 20, '> % hidden words    \n'.slice(0, 19).padEnd(19).concat('\n'))
    },
  },
  {
    name: 'malformed contents: white space among the digits', caught: 'byte-range-gap',
    make: ({ secured }) => overwrite(secured, signatureOf(secured).contentsPlace!.end - 21, ' '.repeat(20)),
  },
  { name: 'trailing bytes: words after the end', caught: 'trailing-bytes', make: ({ secured }) => join(secured, '% and one thing more\n') },
  { name: 'incremental saving: body only', caught: 'trailing-bytes', make: ({ secured }) => join(secured, '4 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n') },
  {
    name: 'incremental saving: cross-reference without an end marker', caught: 'trailing-bytes',
    make: ({ secured }) => {
      const at = secured.length
      return join(secured, `4 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\nxref\n4 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n<</Size 40 /Root 1 0 R>>\nstartxref\n${at + 47}\n`)
    },
  },
  {
    name: 'incremental saving: a copied signature in an unreferenced body', caught: 'trailing-bytes',
    make: ({ secured }) => {
      const { place } = signatureOf(secured)
      return join(secured, '90 0 obj\n', secured.subarray(place!.start, place!.end), '\nendobj\n')
    },
  },
  { name: 'two ranges: the key stands twice', caught: 'cms-form', make: ({ secured }) => swap(secured, '/Location', '/Reason  ') },
  { name: 'truncation: the last revision cut in half', caught: 'PDF_TRUNCATED', make: ({ signed }) => signed.subarray(0, indexOfBytes(signed, encodeLatin1('startxref')) + 3) },
]
