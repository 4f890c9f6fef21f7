/** RC4, the same both ways; only for reading old encrypted PDF. */
export function applyRc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 0xff
    const kept = state[i]!
    state[i] = state[j]!
    state[j] = kept
  }
  const output = new Uint8Array(data.length)
  for (let at = 0, i = 0, j = 0; at < data.length; at++) {
    i = (i + 1) & 0xff
    const kept = state[i]!
    j = (j + kept) & 0xff
    state[i] = state[j]!
    state[j] = kept
    output[at] = data[at]! ^ state[(state[i]! + kept) & 0xff]!
  }
  return output
}
