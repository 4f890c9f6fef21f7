import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { TestTree } from '../../testing/log/tree.ts'
import { encodeBase64 } from '../bytes/base64.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { computeRoot, EMPTY_ROOT, hashLeaf, splitOf } from './merkle.ts'
import { readRoot, proveConsistency, proveInclusion, verifyConsistency, verifyInclusion, type HashReader } from './tree.ts'

const leavesOf = (size: number): Uint8Array[] => Array.from({ length: size }, (_, index) => hashLeaf(TestTree.entry(index)))
const big = new TestTree()
await big.grow(1500)
const roots = new Map<number, Uint8Array>()
const rootOf = (size: number): Uint8Array => {
  const known = roots.get(size) ?? computeRoot(leavesOf(size))
  roots.set(size, known)
  return known
}

test('[T1] the empty root is the one that every log has', () => {
  expect(encodeBase64(EMPTY_ROOT)).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
})

test('[T6] appending in any batches gives the tree of RFC 6962', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 3 }), async (batches) => {
      const tree = new TestTree()
      for (const count of batches) await tree.grow(count)
      expect(encodeHex(tree.root)).toBe(encodeHex(rootOf(tree.size)))
      for (const [name, tile] of tree.tiles) expect(encodeHex(tile)).toBe(encodeHex(big.tiles.get(name)!.subarray(0, tile.length)))
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('[T6] every earlier root is still read from the tiles of a larger tree', async () => {
  for (const size of [0, 1, 2, 255, 256, 257, 511, 1024, 1499, 1500]) expect(encodeHex(await readRoot(big.reader(), size))).toBe(encodeHex(rootOf(size)))
})

const refusal = (act: () => unknown): string => {
  try {
    act()
    return 'accepted'
  } catch (error) {
    return error instanceof CodedError ? error.code : String(error)
  }
}

/** The proof without its first hash, and with one bit changed; nothing for an empty one. */
function damage(proof: readonly Uint8Array[], spot: number, byte: number): Uint8Array[][] {
  if (proof.length === 0) return []
  const changed = proof.map((hash) => hash.slice())
  changed[spot % proof.length]![byte]! ^= 1
  return [proof.slice(1), changed]
}

test('[T7] an inclusion proof holds for its entry and place and for no other', async () => {
  const place = fc.integer({ min: 1, max: 1500 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1), fc.nat(size - 1), fc.nat(), fc.nat(31)))
  await fc.assert(
    fc.asyncProperty(place, async ([size, index, other, spot, byte]) => {
      const proof = await proveInclusion(big.reader(), index, size)
      const claim = { index, size, root: rootOf(size), leaf: hashLeaf(TestTree.entry(index)), proof }
      expect(refusal(() => verifyInclusion(claim))).toBe('accepted')
      expect(refusal(() => verifyInclusion({ ...claim, leaf: hashLeaf(TestTree.entry(9999)) }))).toBe('LOG_PROOF_INVALID')
      expect(refusal(() => verifyInclusion({ ...claim, index: other }))).toBe(other === index ? 'accepted' : 'LOG_PROOF_INVALID')
      expect(refusal(() => verifyInclusion({ ...claim, proof: [...proof, EMPTY_ROOT] }))).toBe('LOG_PROOF_INVALID')
      expect(refusal(() => verifyInclusion({ ...claim, index: size }))).toBe('LOG_RANGE_REFUSED')
      for (const changed of damage(proof, spot, byte)) expect(refusal(() => verifyInclusion({ ...claim, proof: changed }))).toBe('LOG_PROOF_INVALID')
    }),
    { numRuns: 80 },
  )
}, 60_000)

test('[T7] a consistency proof holds for its two trees and for no rewritten one', async () => {
  const pair = fc.integer({ min: 0, max: 1500 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size), fc.nat(), fc.nat(31)))
  await fc.assert(
    fc.asyncProperty(pair, async ([size, oldSize, spot, byte]) => {
      const proof = await proveConsistency(big.reader(), oldSize, size)
      const claim = { oldSize, oldRoot: rootOf(oldSize), size, root: rootOf(size), proof }
      expect(refusal(() => verifyConsistency(claim))).toBe('accepted')
      const forged = hashLeaf(TestTree.entry(9999))
      expect(refusal(() => verifyConsistency({ ...claim, oldRoot: forged }))).toBe('LOG_PROOF_INVALID')
      // Every tree continues the empty one.
      expect(refusal(() => verifyConsistency({ ...claim, root: forged }))).toBe(oldSize === 0 ? 'accepted' : 'LOG_PROOF_INVALID')
      expect(refusal(() => verifyConsistency({ ...claim, proof: [...proof, forged] }))).toBe('LOG_PROOF_INVALID')
      for (const changed of damage(proof, spot, byte)) expect(refusal(() => verifyConsistency({ ...claim, proof: changed }))).toBe('LOG_PROOF_INVALID')
    }),
    { numRuns: 80 },
  )
}, 60_000)

/** A tree of any size whose leaves are all alike: subtrees of one level have one hash, so that huge trees can be read. */
function uniformReader(size: number): HashReader {
  const levels: Uint8Array[] = [hashLeaf(TestTree.entry(0))]
  return {
    size,
    read: async ({ level }) => {
      while (levels.length <= level) levels.push(computeRoot([levels.at(-1)!, levels.at(-1)!]))
      return levels[level]!
    },
  }
}

test('[T2] trees beyond 2^32 entries, and up to 2^53 − 1, prove and verify', async () => {
  for (const size of [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40 + 12_345, Number.MAX_SAFE_INTEGER]) {
    const reader = uniformReader(size)
    const root = await readRoot(reader)
    for (const index of [0, 2 ** 31, 2 ** 32 - 2, size - 1]) {
      verifyInclusion({ index, size, root, leaf: hashLeaf(TestTree.entry(0)), proof: await proveInclusion(reader, index) })
    }
    for (const oldSize of [1, 2 ** 31 + 7, 2 ** 32 - 1, size - 1]) {
      verifyConsistency({ oldSize, oldRoot: await readRoot(reader, oldSize), size, root, proof: await proveConsistency(reader, oldSize) })
    }
  }
  expect(splitOf(Number.MAX_SAFE_INTEGER)).toBe(2 ** 52)
  expect(refusal(() => verifyInclusion({ index: 0, size: 2 ** 53, root: EMPTY_ROOT, leaf: EMPTY_ROOT, proof: [] }))).toBe('LOG_RANGE_REFUSED')
})
