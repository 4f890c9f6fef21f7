/** Hashes of FIPS 202, which WebCrypto lacks: for reading what others signed, never for making anything. Fetched when first met. */
export type Sha3Name = 'SHA3-224' | 'SHA3-256' | 'SHA3-384' | 'SHA3-512' | 'SHAKE256'

const ROUNDS = 24
/** Octets of the state. */
const WIDTH = 200

/** Constants of ι as halves of lanes, low first, and rotations and places of ρ and π (FIPS 202 §3.2), computed as the standard defines them. */
const { IOTA, ROTATIONS, PLACES } = ((): { IOTA: Int32Array; ROTATIONS: number[]; PLACES: number[] } => {
  const iota = new Int32Array(2 * ROUNDS)
  let register = 1
  for (let round = 0; round < ROUNDS; round++) {
    for (let j = 0; j < 7; j++) {
      if (register & 1) {
        const bit = 2 ** j - 1
        iota[2 * round + (bit >> 5)]! ^= 1 << (bit & 31)
      }
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0)
    }
  }
  const [rotations, places] = [[] as number[], [] as number[]]
  for (let step = 0, x = 1, y = 0; step < 24; step++) {
    ;[x, y] = [y, (2 * x + 3 * y) % 5]
    rotations.push((((step + 1) * (step + 2)) / 2) % 64)
    places.push(x + 5 * y)
  }
  return { IOTA: iota, ROTATIONS: rotations, PLACES: places }
})()

/** Keccak-f[1600] (FIPS 202 §3.3) on lanes as halves, low first. */
function permute(state: Int32Array): void {
  const parity = new Int32Array(10)
  const row = new Int32Array(10)
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < 10; i++) parity[i] = state[i]! ^ state[i + 10]! ^ state[i + 20]! ^ state[i + 30]! ^ state[i + 40]!
    for (let x = 0; x < 5; x++) {
      const [before, after] = [((x + 4) % 5) * 2, ((x + 1) % 5) * 2]
      const low = parity[before]! ^ ((parity[after]! << 1) | (parity[after + 1]! >>> 31))
      const high = parity[before + 1]! ^ ((parity[after + 1]! << 1) | (parity[after]! >>> 31))
      for (let y = 0; y < 50; y += 10) {
        state[2 * x + y]! ^= low
        state[2 * x + y + 1]! ^= high
      }
    }
    let [low, high] = [state[2]!, state[3]!]
    for (let step = 0; step < 24; step++) {
      const [by, place] = [ROTATIONS[step]!, 2 * PLACES[step]!]
      const [nextLow, nextHigh] = [state[place]!, state[place + 1]!]
      const [a, b] = by < 32 ? [low, high] : [high, low]
      const turn = by & 31
      state[place] = turn === 0 ? a : (a << turn) | (b >>> (32 - turn))
      state[place + 1] = turn === 0 ? b : (b << turn) | (a >>> (32 - turn))
      low = nextLow
      high = nextHigh
    }
    for (let y = 0; y < 50; y += 10) {
      for (let i = 0; i < 10; i++) row[i] = state[y + i]!
      for (let i = 0; i < 10; i++) state[y + i]! ^= ~row[(i + 2) % 10]! & row[(i + 4) % 10]!
    }
    state[0]! ^= IOTA[2 * round]!
    state[1]! ^= IOTA[2 * round + 1]!
  }
}

/** Keccak[c] with a suffix of its domain (FIPS 202 §4, §6). */
function sponge(bytes: Uint8Array, capacity: number, suffix: number, length: number): Uint8Array<ArrayBuffer> {
  const rate = WIDTH - capacity
  const octets = new Uint8Array(WIDTH)
  const view = new DataView(octets.buffer)
  const lanes = new Int32Array(WIDTH / 4)
  const turn = (): void => {
    // octets are little-endian in the lanes, whatever the machine is
    for (let i = 0; i < lanes.length; i++) lanes[i] = view.getInt32(4 * i, true)
    permute(lanes)
    for (let i = 0; i < lanes.length; i++) view.setInt32(4 * i, lanes[i]!, true)
  }
  let at = 0
  for (; at + rate <= bytes.length; at += rate) {
    for (let i = 0; i < rate; i++) octets[i]! ^= bytes[at + i]!
    turn()
  }
  for (let i = at; i < bytes.length; i++) octets[i - at]! ^= bytes[i]!
  octets[bytes.length - at]! ^= suffix
  octets[rate - 1]! ^= 0x80
  turn()
  const out = new Uint8Array(length)
  for (let made = 0; made < length; made += rate) {
    if (made > 0) turn()
    out.set(octets.subarray(0, Math.min(rate, length - made)), made)
  }
  return out
}

const LENGTHS: Readonly<Record<Exclude<Sha3Name, 'SHAKE256'>, number>> = { 'SHA3-224': 28, 'SHA3-256': 32, 'SHA3-384': 48, 'SHA3-512': 64 }

/** SHAKE256 of any length (FIPS 202 §6.2). */
export const shake = (bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> => sponge(bytes, 64, 0x1f, length)

/** SHAKE256 gives 512 bits, as RFC 8419 §2.3 takes them for Ed448. */
export function sha3(name: Sha3Name, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return name === 'SHAKE256' ? shake(bytes, 64) : sponge(bytes, 2 * LENGTHS[name], 0x06, LENGTHS[name])
}
