import { decodeHex } from './hex.ts'

/** DES and triple DES (FIPS 46-3): for reading old files, never for making anything. The tables are the standard's; bits count from 1 at the left. */

const INITIAL = decodeHex('3a322a221a120a023c342c241c140c043e362e261e160e06403830282018100839312921191109013b332b231b130b033d352d251d150d053f372f271f170f07')
const FINAL = decodeHex('280830103818402027072f0f37173f1f26062e0e36163e1e25052d0d35153d1d24042c0c34143c1c23032b0b33133b1b22022a0a32123a1a2101290931113919')
const CHOICE_1 = decodeHex('39312921191109013a322a221a120a023b332b231b130b033c342c243f372f271f170f073e362e261e160e063d352d251d150d051c140c04')
const CHOICE_2 = decodeHex('0e110b180105031c0f06150a17130c041a0810071b140d0229341f252f371e28332d21302c31273822352e2a32241d20')
const PERMUTATION = decodeHex('100714151d0c1c11010f171a05121f0a0208180e201b0309130d1e06160b0419')
const SHIFTS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1]
/** Eight boxes of four rows of sixteen, a hexadecimal digit each. */
const BOXES = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
]

/** Each box's answers, already permuted, by its six bits. */
const ANSWERS = BOXES.map((box, index) =>
  Int32Array.from({ length: 64 }, (_, six) => {
    const value = Number.parseInt(box[((six >> 5) * 2 + (six & 1)) * 16 + ((six >> 1) & 15)]!, 16)
    const placed = value << (28 - 4 * index)
    return PERMUTATION.reduce((word, from, to) => word | (((placed >>> (32 - from)) & 1) << (31 - to)), 0)
  }),
)

type Halves = [number, number]

/** Picks bits out of 64. */
function permute([left, right]: Halves, table: Uint8Array): Halves {
  const result: Halves = [0, 0]
  const half = table.length / 2
  for (let to = 0; to < table.length; to++) {
    const from = table[to]! - 1
    const bit = from < 32 ? (left >>> (31 - from)) & 1 : (right >>> (63 - from)) & 1
    const place = to < half ? 0 : 1
    result[place] = (result[place] << 1) | bit
  }
  return result
}

const rotate28 = (word: number, by: number): number => ((word << by) | (word >>> (28 - by))) & 0x0fffffff

/** Sixteen rounds of eight six-bit parts. */
function schedule(key: Uint8Array): number[][] {
  const word = (at: number): number => (key[at]! << 24) | (key[at + 1]! << 16) | (key[at + 2]! << 8) | key[at + 3]!
  let [c, d] = permute([word(0), word(4)], CHOICE_1)
  return SHIFTS.map((by) => {
    c = rotate28(c, by)
    d = rotate28(d, by)
    const bits = (at: number): number => (at <= 28 ? (c >>> (28 - at)) & 1 : (d >>> (56 - at)) & 1)
    return Array.from({ length: 8 }, (_, part) => CHOICE_2.subarray(part * 6, part * 6 + 6).reduce((six, at) => (six << 1) | bits(at), 0))
  })
}

function crypt(block: Halves, rounds: readonly (readonly number[])[]): Halves {
  let [left, right] = permute(block, INITIAL)
  for (const round of rounds) {
    const turned = (right >>> 1) | (right << 31)
    let mixed = 0
    for (let box = 0; box < 8; box++) {
      const six = (box === 0 ? turned >>> 26 : ((turned << (4 * box)) | (turned >>> (32 - 4 * box))) >>> 26) & 63
      mixed |= ANSWERS[box]![six ^ round[box]!]!
    }
    ;[left, right] = [right, left ^ mixed]
  }
  return permute([right, left], FINAL)
}

/** Decrypts triple DES in CBC mode (EDE), padding kept. `key` is 24 octets; `data` whole blocks of 8. */
export function decryptTripleDesCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const [first, second, third] = [0, 8, 16].map((at) => schedule(key.subarray(at, at + 8))) as [number[][], number[][], number[][]]
  const [backFirst, backThird] = [first.toReversed(), third.toReversed()]
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const result = new Uint8Array(data.length)
  const out = new DataView(result.buffer)
  const start = new DataView(iv.buffer, iv.byteOffset, iv.length)
  let before: Halves = [start.getInt32(0), start.getInt32(4)]
  for (let at = 0; at < data.length; at += 8) {
    const block: Halves = [view.getInt32(at), view.getInt32(at + 4)]
    const [left, right] = crypt(crypt(crypt(block, backThird), second), backFirst)
    out.setInt32(at, left ^ before[0])
    out.setInt32(at + 4, right ^ before[1])
    before = block
  }
  return result
}
