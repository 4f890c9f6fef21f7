import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes } from './compare.ts'
import { allocateWithRoom, appendBytes, hasRoom } from './room.ts'

function reserve(bytes: Uint8Array, room: number): Uint8Array<ArrayBuffer> {
  const roomy = allocateWithRoom(bytes.length, room)
  roomy.set(bytes)
  return roomy
}

test('appending gives the same bytes with room and without, and moves nothing that was there', () => {
  const bytes = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(bytes, fc.nat(100), fc.array(fc.array(bytes, { maxLength: 3 }), { maxLength: 6 }), (base, room, rounds) => {
      let roomy = reserve(base, room)
      let plain = base
      for (const parts of rounds) {
        const before = roomy
        const copy = before.slice()
        roomy = appendBytes(roomy, ...parts)
        plain = concatBytes(plain, ...parts)
        expect(roomy).toEqual(plain)
        expect(before).toEqual(copy)
      }
    }),
  )
})

test('a second signature on the same base never writes over the first', () => {
  const base = reserve(Uint8Array.of(1, 2), 10)
  const first = appendBytes(base, Uint8Array.of(3))
  const second = appendBytes(base, Uint8Array.of(4))
  expect([...first]).toEqual([1, 2, 3])
  expect([...second]).toEqual([1, 2, 4])
  expect(first.buffer).toBe(base.buffer)
  expect(second.buffer).not.toBe(base.buffer)
})

test('a view of somebody else’s buffer is never written past its end', () => {
  const shared = Uint8Array.of(1, 2, 3, 4)
  const view = shared.subarray(0, 2)
  expect(hasRoom(view)).toBe(false)
  expect([...appendBytes(view, Uint8Array.of(9))]).toEqual([1, 2, 9])
  expect([...shared]).toEqual([1, 2, 3, 4])
})
