import { CodedError, type BytesErrorCode } from './error.ts'

const BLOCK = 16

interface Tables {
  readonly box: Uint8Array
  readonly inverse: Uint8Array
  /** MixColumns after SubBytes, and its inverse: 256 words for each of the four rows. */
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
  const [box, inverse, forward, backward] = [new Uint8Array(256), new Uint8Array(256), new Uint32Array(1024), new Uint32Array(1024)]
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
  for (let at = 256; at < 1024; at++) {
    forward[at] = rotate(forward[at - 256]!, 24)
    backward[at] = rotate(backward[at - 256]!, 24)
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
        : backward[box[word >>> 24]!]! ^ backward[256 + box[(word >>> 16) & 0xff]!]! ^ backward[512 + box[(word >>> 8) & 0xff]!]! ^ backward[768 + box[word & 0xff]!]!
    }
  }
  return inverted
}

/** A column of the state in one round: a byte of each row, from the columns that ShiftRows names. */
function mixColumn(mix: Uint32Array, w: number, x: number, y: number, z: number): number {
  return mix[w >>> 24]! ^ mix[256 + ((x >>> 16) & 0xff)]! ^ mix[512 + ((y >>> 8) & 0xff)]! ^ mix[768 + (z & 0xff)]!
}

function lastColumn(box: Uint8Array, w: number, x: number, y: number, z: number): number {
  return (box[w >>> 24]! << 24) | (box[(x >>> 16) & 0xff]! << 16) | (box[(y >>> 8) & 0xff]! << 8) | box[z & 0xff]!
}

/** One block of `state` (four words) in place. Decrypting is the same with the second and fourth column in each other's place. */
function transform(state: Uint32Array, keys: Uint32Array, mix: Uint32Array, box: Uint8Array, isForward: boolean): void {
  const [second, fourth] = isForward ? [1, 3] : [3, 1]
  let a = state[0]! ^ keys[0]!
  let b = state[second]! ^ keys[second]!
  let c = state[2]! ^ keys[2]!
  let d = state[fourth]! ^ keys[fourth]!
  let at = 4
  for (; at < keys.length - 4; at += 4) {
    const na = mixColumn(mix, a, b, c, d) ^ keys[at]!
    const nb = mixColumn(mix, b, c, d, a) ^ keys[at + second]!
    const nc = mixColumn(mix, c, d, a, b) ^ keys[at + 2]!
    const nd = mixColumn(mix, d, a, b, c) ^ keys[at + fourth]!
    a = na
    b = nb
    c = nc
    d = nd
  }
  state[0] = lastColumn(box, a, b, c, d) ^ keys[at]!
  state[second] = lastColumn(box, b, c, d, a) ^ keys[at + second]!
  state[2] = lastColumn(box, c, d, a, b) ^ keys[at + 2]!
  state[fourth] = lastColumn(box, d, a, b, c) ^ keys[at + fourth]!
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
    transform(state, keys, backward, inverse, false)
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
    transform(state, keys, forward, box, true)
    for (let column = 0; column < 4; column++) result.setUint32(at + column * 4, state[column]!)
  }
  return output
}
