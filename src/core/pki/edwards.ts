import { concatBytes, equalBytes } from '../bytes/compare.ts'
import { shake } from '../bytes/sha3.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { modulo, raise, toNumber } from './modular.ts'

/** ax² + y² = 1 + dx²y² over the prime field p, with a base point of prime order n (RFC 8032 §5.1, §5.2). */
interface CurveFacts {
  readonly p: bigint
  readonly a: bigint
  readonly d: bigint
  readonly x: bigint
  readonly y: bigint
  readonly n: bigint
  /** Of an encoded point, and of each half of a value. */
  readonly octets: number
  readonly hash: (bytes: Uint8Array) => Promise<Uint8Array>
}

/** X/Z, Y/Z. */
interface Point {
  readonly x: bigint
  readonly y: bigint
  readonly z: bigint
}

export type EdwardsCurve = 'Ed25519' | 'Ed448'

const P25519 = 2n ** 255n - 19n
const P448 = 2n ** 448n - 2n ** 224n - 1n
/** dom4 without a context, not prehashed (RFC 8032 §2). */
const DOM4 = concatBytes(encodeUtf8('SigEd448'), new Uint8Array(2))

const CURVES: Readonly<Record<EdwardsCurve, CurveFacts>> = {
  Ed25519: {
    p: P25519, a: P25519 - 1n, octets: 32, hash: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-512', bytes as BufferSource)),
    d: 37095705934669439343138083508754565189542113879843219016388785533085940283555n,
    x: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
    y: 46316835694926478169428394003475163141307993866256225615783033603165251855960n,
    n: 2n ** 252n + 27742317777372353535851937790883648493n,
  },
  Ed448: {
    p: P448, a: 1n, d: P448 - 39081n, octets: 57, hash: (bytes) => Promise.resolve(shake(concatBytes(DOM4, bytes), 114)),
    x: 224580040295924300187604334099896036246789641632564134246125461686950415467406032909029192869357953282578032075146446173674602635247710n,
    y: 298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660n,
    n: 2n ** 446n - 13818066809895115352007386748515426880336692474882178609894547503885n,
  },
}

/** Least octet first (RFC 8032 §5.1.2). */
const toLittle = (bytes: Uint8Array): bigint => toNumber(bytes.toReversed())

const invert = (value: bigint, by: bigint): bigint => raise(value, by - 2n, by)

/** Complete for both curves: also of a point and itself. */
function add(left: Point, right: Point, { p, a, d }: CurveFacts): Point {
  const z = (left.z * right.z) % p
  const square = (z * z) % p
  const [x, y] = [(left.x * right.x) % p, (left.y * right.y) % p]
  const e = (((d * x) % p) * y) % p
  const [f, g] = [modulo(square - e, p), square + e]
  const cross = (left.x + left.y) * (right.x + right.y) - x - y
  return { x: modulo(((z * f) % p) * cross, p), y: modulo(((z * g) % p) * (y - a * x), p), z: (f * g) % p }
}

/** A square root, or null where there is none. */
function rootOf(value: bigint, p: bigint): bigint | null {
  const isThreeOfFour = p % 4n === 3n
  let root = raise(value, isThreeOfFour ? (p + 1n) / 4n : (p + 3n) / 8n, p)
  if (!isThreeOfFour && (root * root) % p !== value) root = (root * raise(2n, (p - 1n) / 4n, p)) % p
  return (root * root) % p === value ? root : null
}

function decodePoint(bytes: Uint8Array, { p, a, d }: CurveFacts): Point | null {
  const isOdd = bytes.at(-1)! >> 7
  const y = toLittle(Uint8Array.of(...bytes.subarray(0, -1), bytes.at(-1)! & 0x7f))
  if (y >= p) return null
  const square = (y * y) % p
  const x = rootOf(modulo((1n - square) * invert(modulo(a - d * square, p), p), p), p)
  if (x === null || (x === 0n && isOdd === 1)) return null
  return { x: Number(x & 1n) === isOdd ? x : p - x, y, z: 1n }
}

function encodePoint({ x, y, z }: Point, { p, octets }: CurveFacts): Uint8Array {
  const inverse = invert(z, p)
  const [flatX, flatY] = [(x * inverse) % p, (y * inverse) % p]
  const bytes = Uint8Array.from({ length: octets }, (_, index) => Number((flatY >> BigInt(8 * index)) & 0xffn))
  bytes[octets - 1]! |= Number(flatX & 1n) << 7
  return bytes
}

/**
 * EdDSA over the whole of `data` (RFC 8032 §5.1.7, §5.2.7): Ed448, which WebCrypto seldom has, and Ed25519 where an engine lacks it. Public
 * data only, so nothing here needs constant time.
 */
export async function verifyEdwards(name: EdwardsCurve, key: Uint8Array, value: Uint8Array, data: Uint8Array): Promise<boolean> {
  const facts = CURVES[name]
  const { n, p, octets, hash } = facts
  if (key.length !== octets || value.length !== 2 * octets) return false
  const [commitment, s] = [value.subarray(0, octets), toLittle(value.subarray(octets))]
  const point = decodePoint(key, facts)
  if (point === null || s >= n) return false
  const k = toLittle(await hash(concatBytes(commitment, key, data))) % n
  const base: Point = { x: facts.x, y: facts.y, z: 1n }
  const minus: Point = { ...point, x: modulo(-point.x, p) }
  const both = add(base, minus, facts)
  let sum: Point = { x: 0n, y: 1n, z: 1n }
  for (let bit = BigInt(n.toString(2).length - 1); bit >= 0n; bit--) {
    sum = add(sum, sum, facts)
    const choice = Number((s >> bit) & 1n) + 2 * Number((k >> bit) & 1n)
    if (choice > 0) sum = add(sum, choice === 1 ? base : choice === 2 ? minus : both, facts)
  }
  return equalBytes(encodePoint(sum, facts), commitment)
}
