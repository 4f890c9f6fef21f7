// One process that appends to the log: FOLDER, DATABASE_URL or '', how many one after another, how many at once. It waits for a line before it begins, and prints its rates as JSON.
import { once } from 'node:events'
import { commitBuild, encodeEntry, ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { gather } from '../../server/agreement/batch.ts'
import { openLog } from '../../server/log/log.ts'
import { nextNumber, openDatabase, type Access } from '../../server/storage/database.ts'
import { loadMasterKey } from '../../server/vault/master-key.ts'
import { createVault } from '../../server/vault/vault.ts'

const [folder = '', url = '', single = '0', together = '0'] = process.argv.slice(2)
const store = await openDatabase(folder, url === '' ? null : url)
const clock = (): number => Date.now()
const log = await openLog({ store, vault: createVault(loadMasterKey(folder, null), clock), clock, publicAddress: 'http://localhost:3000', folder: null })

async function append(access: Access): Promise<number> {
  const position = await nextNumber(access, 'log_entry', 1)
  await access.insertInto('log_entry').values({ position, entry: encodeEntry({ schema: ENTRY_SCHEMA, kind: 'record', commitment: commitBuild(String(position)) }), at: 0 }).execute()
  return position
}

/** As clicks of the same moment do. */
const appendTogether = gather((items: readonly null[]) => store.transaction().execute(async (access) => {
  const positions: number[] = []
  for (const _ of items) positions.push(await append(access))
  return positions.map((value) => ({ status: 'fulfilled', value }) as const)
}))

async function perSecond(count: number, act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return (count * 1000) / (performance.now() - start)
}

process.stdout.write('ready\n')
await once(process.stdin, 'data')
const bare = await perSecond(Number(single), async () => {
  for (let at = 0; at < Number(single); at++) await store.insertInto('fact').values({ name: `bare ${process.pid} ${at}`, value: '' }).execute()
})
const alone = await perSecond(Number(single), async () => {
  for (let at = 0; at < Number(single); at++) if (!(await log.prove(await store.transaction().execute(append)))) throw new Error('an entry has no proof')
})
const shared = await perSecond(Number(together), async () => {
  await Promise.all(Array.from({ length: Number(together) }, async () => {
    if (!(await log.prove(await appendTogether(null)))) throw new Error('an entry has no proof')
  }))
})
process.stdout.write(`${JSON.stringify({ bare, alone, shared })}\n`)
await store.destroy()
process.exit(0)
