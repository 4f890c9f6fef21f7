/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** What a mutation may write: words that mean something to a reader, and numbers at the edges. */
const WORDS = [
  '/ByteRange', '/Contents', '/Prev', '/Root', '/Size', '/Length', '/Kids', '/Parent', '/Type', '/Filter', '/FlateDecode', '/XRefStm', '/ObjStm', '/Index', '/W', '/V', '/AP', '/Annots', '/Encrypt', '/DSS', '/AcroForm',
  'obj', 'endobj', 'stream', 'endstream', 'xref', 'trailer', 'startxref', '%%EOF', '<<', '>>', '[', ']', '(', ')', '<', '>', '%', '/', 'R', 'null', 'true', '0 0 R', '1 0 R', '65535 f', ' ', '\n', '\r', '\0',
  '-1', '0', '1', '2147483647', '4294967296', '99999999999999999999', '1e9', '.', '#', '\\',
].map((word) => new TextEncoder().encode(word))

/** The start of a line that holds structure, near a random place, so that mutations hit more than pictures and padding. */
function place(bytes: Uint8Array, random: (below: number) => number): number {
  const at = random(bytes.length)
  if (random(3) === 0) return at
  // runs of zero digits are the room of a signature: nothing to learn there
  let end = at
  while (end < bytes.length && bytes[end] === 0x30) end++
  return Math.min(bytes.length - 1, end)
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const end = Math.min(bytes.length, at + remove)
  const changed = new Uint8Array(bytes.length - (end - at) + insert.length)
  changed.set(bytes.subarray(0, at))
  changed.set(insert, at)
  changed.set(bytes.subarray(end), at + insert.length)
  return changed
}

/** One to four changes of a file: bits, digits, words, pieces cut, doubled, moved or exchanged, ends cut off or added. */
export function mutate(original: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed)
  let bytes: Uint8Array = original.slice()
  for (let left = 1 + random(4); left > 0 && bytes.length > 0; left--) {
    const at = place(bytes, random)
    const length = 1 + random(random(4) === 0 ? 2000 : 24)
    switch (random(14)) {
      case 0: case 1: bytes[at]! ^= 1 << random(8); break
      case 2: bytes[at] = random(256); break
      case 3: case 4: bytes[at] = bytes[at]! >= 0x30 && bytes[at]! <= 0x39 ? 0x30 + random(10) : bytes[at]! ^ 0x20; break
      // most words take the room of what is there: a file of another length seldom gets past its cross-reference
      case 5: case 6: case 7: {
        const word = WORDS[random(WORDS.length)]!
        bytes = splice(bytes, at, word.length, word)
        break
      }
      case 8: bytes = splice(bytes, at, 0, WORDS[random(WORDS.length)]!); break
      case 9: bytes = splice(bytes, at, length, new Uint8Array(0)); break
      case 10: bytes = splice(bytes, at, 0, bytes.slice(at, at + length)); break
      case 11: {
        const piece = bytes.slice(at, at + length)
        bytes = splice(bytes, random(bytes.length), piece.length, piece)
        break
      }
      case 12: bytes = bytes.slice(0, bytes.length - 1 - random(Math.min(bytes.length, 400))); break
      default: bytes = splice(bytes, bytes.length, 0, bytes.slice(at, at + length))
    }
  }
  return bytes
}
