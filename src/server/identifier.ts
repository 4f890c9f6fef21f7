import { createHash } from 'node:crypto'
import { encodeBase64Url } from '../core/bytes/base64.ts'

type Random = (length: number) => Uint8Array

/** A row's name: 16 letters of base64url, 96 random bits. */
export function createId(random: Random): string {
  return encodeBase64Url(random(12))
}

/** As `createId`, 48 bits of the instant in milliseconds and 48 random ones: rows of one moment stand together in the index, and few of its pages change. */
export function createOrderedId(random: Random, now: number): string {
  const id = new Uint8Array(12)
  new DataView(id.buffer).setBigUint64(0, BigInt(now) << 16n)
  id.set(random(6), 6)
  return encodeBase64Url(id)
}

/** A secret that opens something: 43 letters of base64url, 256 random bits. Only its hash is stored in the clear. */
export function createToken(random: Random): string {
  return encodeBase64Url(random(32))
}

/** SHA-256 of a token, hex: enough for a 256-bit secret. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Six digits without bias. */
export function createCode(random: Random): string {
  for (;;) {
    const [a, b, c, d] = random(4) as unknown as [number, number, number, number]
    const value = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
    if (value < 4_294_000_000) return String(value % 1_000_000).padStart(6, '0')
  }
}
