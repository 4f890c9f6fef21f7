import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CodedError } from '../bytes/error.ts'
import { decodeLzw, decodeRunLength } from './run.ts'

/** Packs as §7.4.5 says: literal runs only, and one repeated run for each octet given twice or more. */
function encodeRunLength(bytes: Uint8Array): Uint8Array {
  const packed: number[] = []
  for (let at = 0; at < bytes.length; ) {
    let same = 1
    while (same < 128 && bytes[at + same] === bytes[at]) same++
    packed.push(...(same > 1 ? [257 - same, bytes[at]!] : [0, bytes[at]!]))
    at += same
  }
  return Uint8Array.from([...packed, 128])
}

/** Packs with a clear code before every octet's run of 200, so that codes stay nine bits wide: a form every reader must take. */
function encodeLzw(bytes: Uint8Array): Uint8Array {
  const codes = [...bytes].flatMap((octet, index) => (index % 200 === 0 ? [256, octet] : [octet]))
  const bits = [...codes, 257].map((code) => code.toString(2).padStart(9, '0')).join('')
  return Uint8Array.from(bits.match(/.{1,8}/g)!.map((octet) => Number.parseInt(octet.padEnd(8, '0'), 2)))
}

describe('streams of old producers are read', () => {
  test('run lengths give back what was packed', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      expect([...decodeRunLength(encodeRunLength(bytes), 4000)]).toEqual([...bytes])
    }))
  })

  test('LZW gives back what was packed', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
      expect([...decodeLzw(encodeLzw(bytes), 1, 4000)]).toEqual([...bytes])
    }))
  })

  test('the standard’s own example of LZW', () => {
    expect([...decodeLzw(Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01), 1, 100)]).toEqual([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
  })

  test('whatever comes, it is decoded within its bound or refused with a code', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), fc.boolean(), (bytes, isEarly) => {
      for (const decode of [() => decodeLzw(bytes, isEarly ? 1 : 0, 1000), () => decodeRunLength(bytes, 1000)]) expect(outcome(decode)).toMatch(/^(decoded|PDF_TOO_LARGE|PDF_STREAM_DAMAGED)$/)
    }))
  })
})

function outcome(decode: () => Uint8Array): string {
  try {
    return decode().length <= 1000 ? 'decoded' : 'too long'
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}
