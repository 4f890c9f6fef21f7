import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf } from '../../testing/pki/outcome.ts'
import { encodeCanonicalJson, parseCanonicalJson } from './canonical-json.ts'

const json = fc.jsonValue({ stringUnit: 'grapheme' })

describe('RFC 8785', () => {
  test('the examples of §3.2.2 and §3.2.3', () => {
    const value = { numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/', literals: [null, true, false] }
    expect(encodeCanonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
    const keys = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' }
    const order = Object.values(JSON.parse(encodeCanonicalJson(keys)) as Record<string, string>)
    const byText = [...encodeCanonicalJson(keys).matchAll(/"(Carriage Return|One|Control|Latin[^"]*|Euro Sign|Emoji[^"]*|Hebrew[^"]*)"/g)].map((match) => match[1])
    expect(byText).toEqual(['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh'])
    expect(order).toHaveLength(7)
  })
  test('numbers as ECMAScript writes them (appendix B)', () => {
    const cases: readonly [number, string][] = [
      [0, '0'], [-0, '0'], [5e-324, '5e-324'], [-5e-324, '-5e-324'], [1.7976931348623157e308, '1.7976931348623157e+308'], [9007199254740992, '9007199254740992'],
      [295147905179352830000, '295147905179352830000'], [9.999999999999997e22, '9.999999999999997e+22'], [1e23, '1e+23'], [0.000001, '0.000001'], [333333333.33333325, '333333333.33333325'],
    ]
    for (const [number, text] of cases) expect(encodeCanonicalJson(number)).toBe(text)
  })
})

test('a value comes back, and has one text whatever the order of its keys', () => {
  fc.assert(fc.property(json, (value) => {
    const text = encodeCanonicalJson(value)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    expect(encodeCanonicalJson(parseCanonicalJson(text))).toBe(text)
  }))
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
    const reversed = Object.fromEntries(Object.entries(value).reverse())
    expect(encodeCanonicalJson(reversed)).toBe(encodeCanonicalJson(value))
  }))
})

test('another text of the same value is refused: spaces, order, repeated keys, other escapes and numbers', () => {
  for (const text of ['{ }', '[1, 2]', '{"b":1,"a":2}', '{"a":1,"a":1}', '"\\u0041"', '1.0', '1e2', '-0', '"\\/"', ' 1', '1\n']) expect(codeOf(() => parseCanonicalJson(text))).toBe('JSON_NOT_CANONICAL')
  for (const text of ['', '{', '[1,]', "{'a':1}", 'undefined', 'NaN', '\ufeff{}']) expect(codeOf(() => parseCanonicalJson(text))).toBe('JSON_MALFORMED')
})

test('what has no JSON form is refused instead of silently losing what it holds', () => {
  const sparse: number[] = []
  sparse[1] = 1
  for (const value of [undefined, [undefined], sparse, 1n, Symbol('x'), () => 1, new Date(0), new Map(), new Set([1]), new Uint8Array(2), /x/, new Error('x')]) {
    expect(codeOf(() => encodeCanonicalJson(value))).toBe('JSON_NOT_REPRESENTABLE')
  }
  for (const value of [Number.NaN, Infinity, -Infinity]) expect(codeOf(() => encodeCanonicalJson([value]))).toBe('JSON_NOT_FINITE')
  for (const value of ['\ud800', { '\udc00': 1 }, ['a\ud83d']]) expect(codeOf(() => encodeCanonicalJson(value))).toBe('JSON_LONE_SURROGATE')
  expect(codeOf(() => parseCanonicalJson('"\\ud800"'))).toBe('JSON_LONE_SURROGATE')
})

test('absent and undefined members are the same; objects without a prototype are plain', () => {
  expect(encodeCanonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
  expect(encodeCanonicalJson(Object.assign(Object.create(null) as object, { a: 1 }))).toBe('{"a":1}')
  expect(encodeCanonicalJson(parseCanonicalJson('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}')
})

test('depth and length are bounded', () => {
  expect(codeOf(() => parseCanonicalJson(`${'['.repeat(64)}${']'.repeat(64)}`))).toBeNull()
  expect(codeOf(() => parseCanonicalJson(`${'['.repeat(66)}${']'.repeat(66)}`))).toBe('JSON_TOO_DEEP')
  expect(codeOf(() => parseCanonicalJson(`"${'a'.repeat(4_000_000)}"`))).toBe('JSON_TOO_LONG')
  const circle: unknown[] = []
  circle.push(circle)
  expect(codeOf(() => encodeCanonicalJson(circle))).toBe('JSON_TOO_DEEP')
  expect(['JSON_TOO_DEEP', 'JSON_MALFORMED']).toContain(codeOf(() => parseCanonicalJson(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`)))
})

test('whatever text comes, it is canonical or refused', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 40 }), fc.json()), (text) => {
    expect([null, 'JSON_MALFORMED', 'JSON_NOT_CANONICAL', 'JSON_LONE_SURROGATE', 'JSON_NOT_FINITE', 'JSON_TOO_DEEP']).toContain(codeOf(() => expect(encodeCanonicalJson(parseCanonicalJson(text))).toBe(text)))
  }))
})
