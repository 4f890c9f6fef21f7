import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeBundle, MAX_ENTRY, parseBundle } from './bundle.ts'
import { listNewTiles, parseTilePath, tilePath, tileWidth } from './tile.ts'

test('[T3] paths are spelled as the format spells them', () => {
  expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
  expect(tilePath({ level: 'entries', index: 0, width: 5 })).toBe('tile/entries/000.p/5')
  expect(tilePath({ level: 63, index: 2 ** 40, width: 256 })).toBe('tile/63/x001/x099/x511/x627/776')
})

test('[T3] a path has one spelling, and whatever else is asked for is no tile', () => {
  const name = fc.record({ level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })), index: fc.maxSafeNat(), width: fc.integer({ min: 1, max: 256 }) })
  fc.assert(
    fc.property(name, (tile) => {
      expect(parseTilePath(tilePath(tile))).toEqual(tile)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseTilePath(text)).toBeNull()
    }),
  )
  for (const path of ['tile/0/x000/001', 'tile/00/001', 'tile/64/001', 'tile/0/001.p/0', 'tile/0/001.p/256', 'tile/0/001.p/05', 'tile/0/1', 'tile/0/x001/x234/067/', 'tile/0/x001', 'tile/-1/001', 'tile/0/../001']) {
    expect(parseTilePath(path), path).toBeNull()
  }
})

test('[T4] a tree of 70,000 entries has the tiles that the format counts', () => {
  const tiles = listNewTiles(0, 70_000)
  const at = (level: number) => tiles.filter((tile) => tile.level === level)
  expect(at(0)).toHaveLength(274)
  expect(at(0).at(-1)).toEqual({ level: 0, index: 273, width: 112 })
  expect(at(1)).toEqual([{ level: 1, index: 0, width: 256 }, { level: 1, index: 1, width: 17 }])
  expect(at(2)).toEqual([{ level: 2, index: 0, width: 1 }])
  expect(at(3)).toEqual([])
  expect(tileWidth(0, 274, 70_000)).toBe(0)
  expect(listNewTiles(0, 256)).toEqual([{ level: 0, index: 0, width: 256 }, { level: 1, index: 0, width: 1 }])
  expect(listNewTiles(2 ** 33, 2 ** 33 + 1)).toEqual([{ level: 0, index: 2 ** 25, width: 1 }])
})

function reread(bytes: Uint8Array, width: number): string {
  try {
    return encodeHex(encodeBundle(parseBundle(bytes, width)))
  } catch (error) {
    return isCodedError(error) ? error.code : String(error)
  }
}

test('[T5] bundles come back entry by entry, and a damaged one is refused whole', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 700 }), { minLength: 1, maxLength: 256 })
  fc.assert(
    fc.property(entries, (list) => {
      const bundle = encodeBundle(list)
      expect(parseBundle(bundle, list.length).map((entry) => [...entry])).toEqual(list.map((entry) => [...entry]))
      expect(() => parseBundle(bundle.subarray(0, -1), list.length)).toThrow(expect.objectContaining({ code: 'LOG_BUNDLE_MALFORMED' }))
      expect(() => parseBundle(bundle, list.length - 1)).toThrow(expect.objectContaining({ code: 'LOG_BUNDLE_MALFORMED' }))
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: -1, max: 300 }), (bytes, width) => {
      expect(['LOG_BUNDLE_MALFORMED', encodeHex(bytes)]).toContain(reread(bytes, width))
    }),
  )
  expect(parseBundle(encodeBundle([new Uint8Array(MAX_ENTRY)]), 1)[0]).toHaveLength(MAX_ENTRY)
  expect(() => encodeBundle([new Uint8Array(MAX_ENTRY + 1)])).toThrow(expect.objectContaining({ code: 'LOG_ENTRY_TOO_LARGE' }))
})
