import { randomFillSync } from 'node:crypto'

const pool = new Uint8Array(4096)
let at = pool.length

/** Random bytes of the operating system, fetched many at a time: most of what a few cost is the asking. What was given out is forgotten here. */
export function drawRandom(length: number): Uint8Array<ArrayBuffer> {
  if (length > pool.length / 8) return randomFillSync(new Uint8Array(length))
  if (at + length > pool.length) {
    randomFillSync(pool)
    at = 0
  }
  const drawn = pool.slice(at, at + length)
  pool.fill(0, at, at + length)
  at += length
  return drawn
}
