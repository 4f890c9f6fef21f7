/** One signature as a stranger would cut it out of a PDF: by its /ByteRange alone, with none of the product's code. */
export interface SignedRange {
  readonly cms: Uint8Array
  readonly data: Uint8Array
  /** Where the signed revision ends. */
  readonly end: number
}

/** The length of the DER value that starts the bytes, header included. */
function derLength(bytes: Uint8Array): number {
  const first = bytes[1] ?? 0
  if (first < 0x80) return 2 + first
  const count = first & 0x7f
  return bytes.subarray(2, 2 + count).reduce((length, byte) => length * 256 + byte, 0) + 2 + count
}

/** Cuts out every signature, oldest first; document timestamps are among them. */
export function cutSignatures(file: Uint8Array): SignedRange[] {
  const text = Buffer.from(file).toString('latin1')
  const found: SignedRange[] = []
  for (const match of text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)) {
    const [start = 0, length = 0, second = 0, rest = 0] = match.slice(1).map(Number)
    const hex = text.slice(start + length, second).replace(/^<|>$/g, '')
    const contents = Uint8Array.from(Buffer.from(hex, 'hex'))
    found.push({
      cms: contents.subarray(0, derLength(contents)),
      data: Buffer.concat([file.subarray(start, start + length), file.subarray(second, second + rest)]),
      end: second + rest,
    })
  }
  return found.sort((a, b) => a.end - b.end)
}
