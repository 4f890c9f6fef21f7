import { CodedError, type BytesErrorCode } from './error.ts'

const BLOCK = 16

interface Tables {
  readonly box: Uint8Array
  readonly inverse: Uint8Array
  /** One column of MixColumns after SubBytes, and of its inverse, for the first row; the other rows are rotations. */
  readonly forward: Uint32Array
  readonly backward: Uint32Array
}

const rotate = (word: number, bits: number): number => ((word << bits) | (word >>> (32 - bits))) >>> 0

/** FIPS 197 §4.2, §5.1.1: the tables follow from the field, so none is written out. */
function computeTables(): Tables {
  const [powers, logarithms] = [new Uint8Array(256), new Uint8Array(256)]
  for (let exponent = 0, value = 1; exponent < 255; exponent++) {
    powers[exponent] = value
    logarithms[value] = exponent
    value ^= (value << 1) ^ (value & 0x80 ? 0x11b : 0)
    value &= 0xff
  }
  const multiply = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : powers[(logarithms[a]! + logarithms[b]!) % 255]!)
  const [box, inverse, forward, backward] = [new Uint8Array(256), new Uint8Array(256), new Uint32Array(256), new Uint32Array(256)]
  for (let value = 0; value < 256; value++) {
    const reciprocal = value === 0 ? 0 : powers[(255 - logarithms[value]!) % 255]!
    let mixed = reciprocal
    for (let turn = 1; turn < 5; turn++) mixed ^= ((reciprocal << turn) | (reciprocal >> (8 - turn))) & 0xff
    const substitute = mixed ^ 0x63
    box[value] = substitute
    inverse[substitute] = value
  }
  for (let value = 0; value < 256; value++) {
    const s = box[value]!
    forward[value] = ((multiply(s, 2) << 24) | (s << 16) | (s << 8) | multiply(s, 3)) >>> 0
    const v = inverse[value]!
    backward[value] = ((multiply(v, 14) << 24) | (multiply(v, 9) << 16) | (multiply(v, 13) << 8) | multiply(v, 11)) >>> 0
  }
  return { box, inverse, forward, backward }
}

let known: Tables | null = null
const tables = (): Tables => (known ??= computeTables())

/** Round keys of FIPS 197 §5.2, as words. */
function expandKey(key: Uint8Array): Uint32Array {
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) throw new CodedError<BytesErrorCode>('KEY_LENGTH_WRONG', 'an AES key has 16, 24 or 32 bytes')
  const { box } = tables()
  const count = key.length / 4
  const words = new Uint32Array(4 * (count + 7))
  const view = new DataView(key.buffer, key.byteOffset, key.length)
  const substitute = (word: number): number => ((box[word >>> 24]! << 24) | (box[(word >>> 16) & 0xff]! << 16) | (box[(word >>> 8) & 0xff]! << 8) | box[word & 0xff]!) >>> 0
  let constant = 1
  for (let i = 0; i < words.length; i++) {
    if (i < count) words[i] = view.getUint32(i * 4)
    else {
      let word = words[i - 1]!
      if (i % count === 0) {
        word = substitute(rotate(word, 8)) ^ (constant << 24)
        constant = (constant << 1) ^ (constant & 0x80 ? 0x11b : 0)
      } else if (count > 6 && i % count === 4) word = substitute(word)
      words[i] = words[i - count]! ^ word
    }
  }
  return words
}

/** Round keys for the equivalent inverse cipher (§5.3.5): reversed, the inner ones through InvMixColumns. */
function invertKey(words: Uint32Array): Uint32Array {
  const { box, backward } = tables()
  const rounds = words.length / 4
  const inverted = new Uint32Array(words.length)
  for (let round = 0; round < rounds; round++) {
    for (let column = 0; column < 4; column++) {
      const word = words[(rounds - 1 - round) * 4 + column]!
      const isOuter = round === 0 || round === rounds - 1
      inverted[round * 4 + column] = isOuter
        ? word
        : backward[box[word >>> 24]!]! ^ rotate(backward[box[(word >>> 16) & 0xff]!]!, 24) ^ rotate(backward[box[(word >>> 8) & 0xff]!]!, 16) ^ rotate(backward[box[word & 0xff]!]!, 8)
    }
  }
  return inverted
}

/** One block of `state` (four words) in place; `step` is 1 to encrypt and 3 to decrypt: how far each row is shifted. */
function transform(state: Uint32Array, keys: Uint32Array, mix: Uint32Array, box: Uint8Array, step: 1 | 3): void {
  const rounds = keys.length / 4 - 1
  for (let column = 0; column < 4; column++) state[column]! ^= keys[column]!
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!]
  for (let round = 1; round < rounds; round++) {
    const at = round * 4
    const isForward = step === 1
    const [n0, n1, n2, n3] = isForward ? [b, c, d, a] : [d, a, b, c]
    const [p0, p1, p2, p3] = isForward ? [d, a, b, c] : [b, c, d, a]
    const column = (w: number, x: number, y: number, z: number, key: number): number =>
      (mix[w >>> 24]! ^ rotate(mix[(x >>> 16) & 0xff]!, 24) ^ rotate(mix[(y >>> 8) & 0xff]!, 16) ^ rotate(mix[z & 0xff]!, 8) ^ key) >>> 0
    const next = [column(a, n0, c, p0, keys[at]!), column(b, n1, d, p1, keys[at + 1]!), column(c, n2, a, p2, keys[at + 2]!), column(d, n3, b, p3, keys[at + 3]!)] as const
    ;[a, b, c, d] = next
  }
  const words = [a, b, c, d]
  const last = rounds * 4
  for (let column = 0; column < 4; column++) {
    const word = (row: number): number => box[(words[(column + row * step) % 4]! >>> (24 - row * 8)) & 0xff]! << (24 - row * 8)
    state[column] = word(0) ^ word(1) ^ word(2) ^ word(3) ^ keys[last + column]!
  }
}

function checkBlocks(data: Uint8Array, iv: Uint8Array): void {
  if (data.length % BLOCK !== 0 || iv.length !== BLOCK) throw new CodedError<BytesErrorCode>('BLOCK_LENGTH_WRONG', 'not whole blocks of 16 bytes')
}

/** AES-CBC without padding, whole blocks only. For reading encrypted PDF, where everything is synchronous. Throws KEY_LENGTH_WRONG, BLOCK_LENGTH_WRONG. */
export function decryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  checkBlocks(data, iv)
  const { inverse, backward } = tables()
  const keys = invertKey(expandKey(key))
  const output = new Uint8Array(data.length)
  const [input, result] = [new DataView(data.buffer, data.byteOffset, data.length), new DataView(output.buffer)]
  const first = new DataView(iv.buffer, iv.byteOffset, BLOCK)
  const state = new Uint32Array(4)
  for (let at = 0; at < data.length; at += BLOCK) {
    for (let column = 0; column < 4; column++) state[column] = input.getUint32(at + column * 4)
    transform(state, keys, backward, inverse, 3)
    for (let column = 0; column < 4; column++) {
      const before = at === 0 ? first.getUint32(column * 4) : input.getUint32(at - BLOCK + column * 4)
      result.setUint32(at + column * 4, state[column]! ^ before)
    }
  }
  return output
}

/** The same the other way. Throws KEY_LENGTH_WRONG, BLOCK_LENGTH_WRONG. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  checkBlocks(data, iv)
  const { box, forward } = tables()
  const keys = expandKey(key)
  const output = new Uint8Array(data.length)
  const [input, result] = [new DataView(data.buffer, data.byteOffset, data.length), new DataView(output.buffer)]
  const state = new Uint32Array(4)
  const first = new DataView(iv.buffer, iv.byteOffset, BLOCK)
  for (let column = 0; column < 4; column++) state[column] = first.getUint32(column * 4)
  for (let at = 0; at < data.length; at += BLOCK) {
    for (let column = 0; column < 4; column++) state[column]! ^= input.getUint32(at + column * 4)
    transform(state, keys, forward, box, 1)
    for (let column = 0; column < 4; column++) result.setUint32(at + column * 4, state[column]!)
  }
  return output
}
