import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCodedError } from './error.ts'
import { encodeUtf8 } from './text.ts'
import { concatBytes } from './compare.ts'
import { checkRoom, crc32, encodeZip, parseZip, PLAIN_ROOM, streamZip, type ZipFile, type ZipSource } from './zip.ts'

const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z0-9.-]{1,8}[a-z])?$/)
const files = fc.uniqueArray(fc.record({ name, bytes: fc.uint8Array({ maxLength: 300 }) }), { minLength: 1, maxLength: 8, selector: (file) => file.name })

test('files come back from a zip as they were, and the same files make the same bytes', () => {
  expect(crc32(encodeUtf8('123456789'))).toBe(0xcbf43926)
  fc.assert(
    fc.property(files, (list) => {
      expect(parseZip(encodeZip(list))).toEqual(list)
      expect(encodeZip(list)).toEqual(encodeZip(list.map((file) => ({ ...file }))))
    }),
  )
})

test('a damaged zip is refused or its damaged file is told; nothing hangs or leads outside', () => {
  fc.assert(
    fc.property(files, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, place, mask) => {
      const bytes = encodeZip(list)
      bytes[place % bytes.length]! ^= mask
      const outcome = read(bytes)
      expect(outcome === 'refused' || outcome.some((file) => file.bytes === null)).toBe(true)
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(read(bytes)).toBe('refused')
    }),
  )
  for (const wrong of ['../a', '/a', 'a/../b', 'a\\b', 'c:d', '', 'a//b', 'a\u0000']) expect(read(encodeZip([{ name: wrong, bytes: new Uint8Array(1) }])), wrong).toBe('refused')
  expect(read(encodeZip([{ name: 'a', bytes: new Uint8Array(1) }, { name: 'a', bytes: new Uint8Array(1) }]))).toBe('refused')
})

function read(bytes: Uint8Array): 'refused' | ReturnType<typeof parseZip> {
  try {
    return parseZip(bytes)
  } catch (error) {
    if (isCodedError(error)) return 'refused'
    throw error
  }
}

test('a zip that is written as it comes is the same as one made at once; a source of another length than it says stops it', async () => {
  const gather = async (parts: readonly (ZipFile | ZipSource)[]): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of streamZip(parts)) chunks.push(chunk)
    return concatBytes(...chunks)
  }
  const sourceOf = ({ name: title, bytes }: ZipFile, said = bytes.length): ZipSource => ({
    name: title, size: said, crc: crc32(bytes),
    async *open() {
      for (let at = 0; at < bytes.length; at += 70_000) yield bytes.subarray(at, at + 70_000)
    },
  })
  await fc.assert(fc.asyncProperty(files, async (list) => {
    expect(await gather(list)).toEqual(encodeZip(list))
    expect(await gather(list.map((file, at) => (at % 2 === 0 ? file : sourceOf(file))))).toEqual(encodeZip(list))
  }), { numRuns: 50 })
  const large = { name: 'large', bytes: new Uint8Array(5_000_000).fill(7) }
  const read = parseZip(await gather([{ name: 'mimetype', bytes: encodeUtf8('x') }, sourceOf(large), { name: 'z', bytes: encodeUtf8('zz') }]))
  expect(read.map(({ name: title, bytes }) => [title, bytes?.length])).toEqual([['mimetype', 1], ['large', 5_000_000], ['z', 2]])
  for (const said of [4_999_999, 5_000_001]) await expect(gather([sourceOf(large, said)])).rejects.toMatchObject({ code: 'ZIP_MALFORMED' })
  await expect(gather(Array.from({ length: 10_001 }, (_, at) => ({ name: String(at), bytes: new Uint8Array(0) })))).rejects.toMatchObject({ code: 'ZIP_TOO_LARGE' })
  await expect(gather([{ ...sourceOf(large), size: 600_000_000 }])).rejects.toMatchObject({ code: 'ZIP_TOO_LARGE' })
})

test('what has no room, headers and all, is refused before anything of it is given; a larger room takes what every program reads', () => {
  const sourceOf = (title: string, size: number): ZipSource => ({ name: title, size, crc: 0, open: () => { throw new Error('was read') } })
  const most = 512 * 1024 * 1024
  const beside = 22 + 76 + 2
  expect(() => checkRoom([sourceOf('a', most - beside)])).not.toThrow()
  expect(() => checkRoom([sourceOf('a', most - beside + 1)])).toThrow(expect.objectContaining({ code: 'ZIP_TOO_LARGE' }) as Error)
  expect(() => checkRoom(Array.from({ length: 12 }, (_, index) => sourceOf(`${index}`, 100_000_000)), PLAIN_ROOM)).not.toThrow()
  expect(() => checkRoom(Array.from({ length: 41 }, (_, index) => sourceOf(`${index}`, 100_000_000)), PLAIN_ROOM)).toThrow(expect.objectContaining({ code: 'ZIP_TOO_LARGE' }) as Error)
  expect(() => checkRoom(Array.from({ length: 65_536 }, (_, index) => sourceOf(`${index}`, 1)), PLAIN_ROOM)).toThrow(expect.objectContaining({ code: 'ZIP_TOO_LARGE' }) as Error)
})
