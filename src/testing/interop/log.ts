import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { hashLeaf } from '../../core/log/merkle.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { openTestService } from '../../server/fixture/service.ts'
import { nextNumber, type Store } from '../../server/storage/database.ts'
import { runOrFail } from '../process.ts'
import type { Tools } from './tools.ts'

/** Sizes at which tiles begin, fill and overflow; the last two reach the second level. */
const SIZES = [0, 1, 255, 256, 257, 65_536, 70_000] as const
const STEP = 500

/** Entries as acts append them. */
export async function appendEntries(store: Store, count: number): Promise<void> {
  for (let left = count; left > 0; left -= STEP) {
    await store.transaction().execute(async (access) => {
      const some = Math.min(STEP, left)
      const first = await nextNumber(access, 'log_entry', some)
      const rows = Array.from({ length: some }, (_, at) => ({ position: first + at, entry: encodeUtf8(`{"entry":${first + at}}`), at: 0 }))
      await access.insertInto('log_entry').values(rows).execute()
    })
  }
}

/** Go's tlog and note, and transparency-dev's formats, read the served log at each size, and hold each checkpoint against all before it. */
export async function checkLog(tools: Tools, work: string): Promise<string> {
  const program = join(work, 'logjudge')
  await mkdir(join(work, 'kept'), { recursive: true })
  await tools.go.run(join(import.meta.dirname, 'logjudge'), ['build', '-o', program, '.'])
  const service = await openTestService()
  try {
    const address = await service.app.listen({ host: '127.0.0.1', port: 0 })
    const ask = (size: number, vkey = service.parts.log.verifier): Promise<{ stdout: string }> => runOrFail(program, [`${address}/log`, vkey, String(size), join(work, 'kept')])
    let size = 0
    let said = ''
    for (const wanted of SIZES) {
      await appendEntries(service.parts.store, wanted - size)
      size = (await service.parts.log.advance()).size
      said = (await ask(size)).stdout.trim()
    }
    // A judge that would pass anything proves nothing.
    const { store } = service.parts
    const tile = await store.selectFrom('log_tile').selectAll().where('level', '=', 0).where('place', '=', 1).executeTakeFirstOrThrow()
    const forged = new Uint8Array(tile.hashes)
    forged.set(hashLeaf(encodeUtf8('another')), 0)
    await store.updateTable('log_tile').set({ hashes: forged }).where('level', '=', 0).where('place', '=', 1).execute()
    if (await ask(size).then(() => true, () => false)) throw new Error('a forged tile passed')
    return `${SIZES.length} sizes; ${said}; a forged tile is refused`
  } finally {
    await service.close()
  }
}
