import { commitBuild, encodeEntry, ENTRY_SCHEMA } from '../../core/evidence/entry.ts'
import { nextNumber, type Store } from '../storage/database.ts'

const LOGGED_BUILD = 'logged-build'

/** Says in the log which build is served from now on, unless it said so last: whoever is served something else can show it. */
export async function logBuild(store: Store, clock: () => number, build: string): Promise<void> {
  await store.transaction().execute(async (access) => {
    const known = await access.selectFrom('fact').select('value').where('name', '=', LOGGED_BUILD).executeTakeFirst()
    if (known?.value === build) return
    const entry = encodeEntry({ schema: ENTRY_SCHEMA, kind: 'build', commitment: commitBuild(build) })
    await access.insertInto('log_entry').values({ position: await nextNumber(access, 'log_entry'), entry, at: clock() }).execute()
    await access.insertInto('fact').values({ name: LOGGED_BUILD, value: build }).onConflict((conflict) => conflict.column('name').doUpdateSet({ value: build })).execute()
  })
}
