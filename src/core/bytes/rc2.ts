import { decodeHex } from './hex.ts'

/** RC2 (RFC 2268): for reading old files, never for making anything. */

const PI = decodeHex(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
)
const ROTATIONS = [1, 2, 3, 5]

/** Key expansion (§2) to 64 words, with as many effective bits as the key has. */
function expand(key: Uint8Array): Uint16Array {
  const table = new Uint8Array(128)
  table.set(key)
  for (let at = key.length; at < 128; at++) table[at] = PI[(table[at - 1]! + table[at - key.length]!) & 0xff]!
  const effective = key.length
  table[128 - effective] = PI[table[128 - effective]!]!
  for (let at = 127 - effective; at >= 0; at--) table[at] = PI[table[at + 1]! ^ table[at + effective]!]!
  return Uint16Array.from({ length: 64 }, (_, at) => table[2 * at]! | (table[2 * at + 1]! << 8))
}

/** One block of four words backwards (§4), in place. */
function decryptBlock(words: Uint16Array, keys: Uint16Array): void {
  let next = 63
  const mix = (): void => {
    for (let i = 3; i >= 0; i--) {
      const by = ROTATIONS[i]!
      const turned = ((words[i]! >>> by) | (words[i]! << (16 - by))) & 0xffff
      const [one, two, three] = [words[(i + 3) & 3]!, words[(i + 2) & 3]!, words[(i + 1) & 3]!]
      words[i] = turned - keys[next--]! - (one & two) - (~one & three)
    }
  }
  const mash = (): void => {
    for (let i = 3; i >= 0; i--) words[i] = words[i]! - keys[words[(i + 3) & 3]! & 63]!
  }
  for (const [round, count] of [5, 6, 5].entries()) {
    for (let done = 0; done < count; done++) mix()
    if (round < 2) mash()
  }
}

/** Decrypts RC2 in CBC mode, padding kept. `key` is 5 or 16 octets and all its bits count; `data` whole blocks of 8. */
export function decryptRc2Cbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const keys = expand(key)
  const result = new Uint8Array(data.length)
  const words = new Uint16Array(4)
  for (let at = 0; at < data.length; at += 8) {
    for (let i = 0; i < 4; i++) words[i] = data[at + 2 * i]! | (data[at + 2 * i + 1]! << 8)
    decryptBlock(words, keys)
    const before = at === 0 ? iv : data.subarray(at - 8, at)
    for (let i = 0; i < 8; i++) result[at + i] = ((words[i >> 1]! >>> (i & 1 ? 8 : 0)) & 0xff) ^ before[i]!
  }
  return result
}
