import { encodeUtf8 } from '../../core/bytes/text.ts'
import { growTree } from '../../core/log/builder.ts'
import { EMPTY_ROOT, HASH_SIZE, hashLeaf } from '../../core/log/merkle.ts'
import type { TileName } from '../../core/log/tile.ts'
import { createTileReader, type HashReader } from '../../core/log/tree.ts'

/** A tree whose tiles are kept in memory, with made-up entries. */
export class TestTree {
  readonly tiles = new Map<string, Uint8Array>()
  size = 0
  root: Uint8Array = EMPTY_ROOT

  static entry(index: number): Uint8Array {
    return encodeUtf8(`entry ${index}`)
  }

  readonly fetchTile = async ({ level, index, width }: TileName): Promise<Uint8Array> => {
    const tile = this.tiles.get(`${level}/${index}`)
    if (!tile || tile.length < width * HASH_SIZE) throw new Error(`no tile ${level}/${index} of ${width}`)
    return tile.subarray(0, width * HASH_SIZE)
  }

  async grow(count: number): Promise<void> {
    const leaves = Array.from({ length: count }, (_, at) => hashLeaf(TestTree.entry(this.size + at)))
    const growth = await growTree(this.size, leaves, this.fetchTile)
    for (const { level, index, hashes } of growth.tiles) this.tiles.set(`${level}/${index}`, hashes)
    this.size = growth.size
    this.root = growth.root
  }

  reader(size = this.size): HashReader {
    return createTileReader(size, this.fetchTile)
  }
}
