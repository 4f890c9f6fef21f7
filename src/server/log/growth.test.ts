import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { parseProofFile, verifyProofFile } from '../../core/log/proof-file.ts'
import { gather } from '../agreement/batch.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { nextNumber } from '../storage/database.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

const ACTS = 128

interface Tally {
  /** Entries for each transaction that was synced to the disk. */
  readonly perCommit: number
  /** Entries for each tree that was made and signed. */
  readonly perTree: number
}

/** So many at once append an entry each, again and again, as clicks do, and take its proof. What it costs is counted, not timed. */
async function appendTogether(people: number): Promise<Tally> {
  const { store, log } = service.parts
  const key = parseNoteKey(log.verifier)
  let commits = 0
  const trees = new Set<number>()
  const append = gather((items: readonly null[]) => store.transaction().execute(async (access) => {
    commits++
    const first = await nextNumber(access, 'log_entry', items.length)
    const made = items.map((_, index) => ({ position: first + index, entry: encodeUtf8(`{"entry":${first + index}}`) }))
    await access.insertInto('log_entry').values(made.map((one) => ({ ...one, at: 0 }))).execute()
    return made.map((value) => ({ status: 'fulfilled', value }) as const)
  }))
  const act = async (): Promise<void> => {
    const { position, entry } = await append(null)
    const { proof } = (await log.prove(position))!
    await verifyProofFile(proof, entry, key)
    trees.add(parseCheckpoint(parseProofFile(proof).checkpoint).size)
  }
  await Promise.all(Array.from({ length: people }, async () => {
    for (let done = 0; done < ACTS / people; done++) await act()
  }))
  return { perCommit: ACTS / commits, perTree: ACTS / trees.size }
}

test('throughput grows with load: the more come at once, the more entries share one sync of the disk and one signed tree, and each still has its proof', async () => {
  const [one, few, many] = [await appendTogether(1), await appendTogether(8), await appendTogether(64)]
  expect(one).toEqual({ perCommit: 1, perTree: 1 })
  for (const [less, more] of [[one, few], [few, many]] as const) {
    expect(more.perCommit).toBeGreaterThanOrEqual(2 * less.perCommit)
    expect(more.perTree).toBeGreaterThanOrEqual(2 * less.perTree)
  }
})
