import { expect, test } from 'vitest'
import { signCheckpoint } from './checkpoint.ts'
import { hashLeaf } from './merkle.ts'
import { parseTilePath } from './tile.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { createTestSigner } from '../../testing/log/signer.ts'
import { TestTree } from '../../testing/log/tree.ts'
import { growTree } from './builder.ts'
import { checkContinuity, type FetchLog } from './continuity.ts'

const signer = await createTestSigner('a.example/log')

function serve(tree: TestTree, checkpoint: string): FetchLog {
  return async (path) => {
    if (path === 'checkpoint') return encodeUtf8(checkpoint)
    const name = parseTilePath(path)
    return name ? tree.fetchTile(name).catch(() => null) : null
  }
}

async function grown(size: number): Promise<TestTree> {
  const tree = new TestTree()
  await tree.grow(size)
  return tree
}

test('a log that grew is told apart from one that was rewritten, and from one that cannot be read', async () => {
  const earlier = await grown(300)
  const later = await grown(800)
  const honest = serve(later, await signCheckpoint(signer, later))
  expect((await checkContinuity(earlier, signer.key, honest)).state).toBe('continues')
  expect((await checkContinuity(later, signer.key, honest)).state).toBe('continues')

  // The same key signs a tree whose seventh entry is another one.
  const forged = new TestTree()
  const leaves = Array.from({ length: 800 }, (_, at) => hashLeaf(TestTree.entry(at === 6 ? 9999 : at)))
  const growth = await growTree(0, leaves, forged.fetchTile)
  for (const { level, index, hashes } of growth.tiles) forged.tiles.set(`${level}/${index}`, hashes)
  expect((await checkContinuity(earlier, signer.key, serve(forged, await signCheckpoint(signer, growth)))).state).toBe('rewritten')
  // Tiles that do not give the signed root, and a log that got shorter.
  expect((await checkContinuity(earlier, signer.key, serve(forged, await signCheckpoint(signer, later)))).state).toBe('rewritten')
  expect((await checkContinuity(later, signer.key, serve(earlier, await signCheckpoint(signer, earlier)))).state).toBe('rewritten')

  const stranger = await createTestSigner('a.example/log')
  expect((await checkContinuity(earlier, signer.key, serve(later, await signCheckpoint(stranger, later)))).state).toBe('unreachable')
  expect((await checkContinuity(earlier, signer.key, async () => null)).state).toBe('unreachable')
})
