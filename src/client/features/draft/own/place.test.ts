import { assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withOwnFile } from '../../../../core/contract/own-file.ts'
import { createDraft } from '../../../../core/contract/template.ts'
import { addParty, changeParty, removeParty } from '../party.ts'
import { addPlace, clampPlace, countPlaces, findOverlaps, findSpot, keyPlace, MAX_PLACES, removePlace, SMALLEST } from './place.ts'

const A4 = { width: 595.28, height: 841.89 }
const place = { party: 'buyer', page: 1, x: 40, y: 40, width: 200, height: 70 }
const draft = () => withOwnFile(createDraft('own-file', 'en'), { name: 'a.pdf', hash: 'a'.repeat(64), size: 9, pages: 2, places: [place] })

describe('signature fields on a page: one off the page could not be signed, one over another would hide it', () => {
  it('stay within their page in whole points, whatever is dragged or typed', () => {
    const number = integer({ min: -20_000, max: 20_000 })
    assert(property(record({ x: number, y: number, width: number, height: number }), record({ width: integer({ min: 20, max: 5000 }), height: integer({ min: 20, max: 5000 }) }), (sides, page) => {
      const { x, y, width, height } = clampPlace({ ...place, ...sides }, page)
      expect([x, y, width, height].every(Number.isInteger)).toBe(true)
      expect(x >= 0 && y >= 0 && x + width <= page.width && y + height <= page.height).toBe(true)
      expect(width >= Math.min(SMALLEST.width, page.width) && height >= Math.min(SMALLEST.height, page.height)).toBe(true)
    }))
  })

  it('are moved and stretched by arrow keys, and come back by the opposite key', () => {
    assert(property(constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'), constantFrom(true, false), constantFrom(true, false), (key, shift, far) => {
      const opposite = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft', ArrowUp: 'ArrowDown', ArrowDown: 'ArrowUp' }[key]
      const there = keyPlace(place, key, { shift, far })!
      expect(there).not.toEqual(place)
      expect(keyPlace(there, opposite, { shift, far })).toEqual(place)
    }))
    expect(keyPlace(place, 'Enter', { shift: false, far: false })).toBeNull()
    // The upper edge stays where it is when a field grows downwards.
    const grown = keyPlace(place, 'ArrowDown', { shift: true, far: false })!
    expect(grown.y + grown.height).toBe(place.y + place.height)
  })

  it('are suggested where nothing stands, first at the foot', () => {
    const first = findSpot(1, A4, 'buyer', [])
    expect(first.y).toBeLessThan(60)
    const second = findSpot(1, A4, 'witness', [first])
    expect(findOverlaps([first, second]).size).toBe(0)
    const over = findSpot(1, A4, 'buyer', [], ({ y }) => y > 300)
    expect(over.y).toBeGreaterThan(300)
    expect(findOverlaps([first, { ...first, x: first.x + 5 }])).toEqual(new Set([0, 1]))
  })

  it('come and go with their parties, at most four each', () => {
    let now = draft()
    for (let index = 0; index < 6; index++) now = addPlace(now, { ...place, y: 40 + index * 90 })
    expect(countPlaces(now, 'buyer')).toBe(MAX_PLACES)
    const more = addParty(now, 'Witness')
    expect(countPlaces(more, 'buyer-2')).toBe(1)
    expect(more.particulars.filter(({ party }) => party === 'buyer-2').map(({ kind }) => kind)).toEqual(['person-name', 'email'])
    expect(countPlaces(removeParty(more, 'buyer-2')!, 'buyer-2')).toBe(0)
    const selling = changeParty(more, 'seller', { signs: true })
    expect([countPlaces(selling, 'seller'), countPlaces(changeParty(selling, 'seller', { signs: false }), 'seller')]).toEqual([1, 0])
    expect(countPlaces(removePlace(now, 0), 'buyer')).toBe(MAX_PLACES - 1)
  })
})
