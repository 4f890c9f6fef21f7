import { isCodedError } from '../../core/bytes/error.ts'
import { checkTree } from '../log/check.ts'
import type { Parts } from '../parts.ts'
import { checkContract } from './contract.ts'
import type { Damage } from './damage.ts'

/** Everything is looked at again this often, in milliseconds. */
export const PERIOD = 7 * 86_400_000
/** What was found damaged is looked at again this often: mended things are told of, too. */
const PERIOD_OF_DAMAGED = 3_600_000
/** Contracts of one round of housekeeping. */
const LIMIT = 5

const logSubject = (number: number): string => `log/${number}`

/** Every log that is kept: entries, tiles and roots, whole. */
export async function checkLogs({ store }: Pick<Parts, 'store'>): Promise<Damage[]> {
  const damages: Damage[] = []
  for (const tree of await store.selectFrom('log_tree').selectAll().orderBy('number').execute()) {
    await checkTree(store, tree).catch((error: unknown) => {
      if (!isCodedError(error)) throw error
      damages.push({ subject: logSubject(tree.number), name: `${tree.origin}: ${error.message}`, code: 'LOG_DAMAGED' })
    })
  }
  return damages
}

/** Writes down what was found of a subject, and gives what was not known before. What is no longer found is mended. */
async function note({ store, clock }: Pick<Parts, 'store' | 'clock'>, subject: string, damages: readonly Damage[]): Promise<Damage[]> {
  const now = clock()
  return store.transaction().execute(async (access) => {
    const known = await access.selectFrom('damage').select(['name', 'code']).where('subject', '=', subject).execute()
    const isKnown = ({ name, code }: Pick<Damage, 'name' | 'code'>): boolean => known.some((row) => row.name === name && row.code === code)
    const fresh = damages.filter((damage) => !isKnown(damage))
    for (const { name, code } of damages) {
      await access.insertInto('damage').values({ subject, name, code, found_at: now, seen_at: now }).onConflict((conflict) => conflict.columns(['subject', 'name', 'code']).doUpdateSet({ seen_at: now })).execute()
    }
    // What was known and is not found any more is mended.
    await access.deleteFrom('damage').where('subject', '=', subject).where('seen_at', '<', now).execute()
    await access.insertInto('integrity_check').values({ subject, checked_at: now }).onConflict((conflict) => conflict.column('subject').doUpdateSet({ checked_at: now })).execute()
    return fresh
  })
}

async function dueContracts({ store, clock }: Parts, limit: number): Promise<string[]> {
  const now = clock()
  const rows = await store
    .selectFrom('contract')
    .leftJoin('integrity_check', 'integrity_check.subject', 'contract.id')
    .select('contract.id')
    .where('contract.state', '!=', 'draft')
    .where(({ or, eb, and, exists, selectFrom }) =>
      or([
        eb('integrity_check.checked_at', 'is', null),
        eb('integrity_check.checked_at', '<', now - PERIOD),
        and([eb('integrity_check.checked_at', '<', now - PERIOD_OF_DAMAGED), exists(selectFrom('damage').select('damage.name').whereRef('damage.subject', '=', 'contract.id'))]),
      ]),
    )
    .orderBy('integrity_check.checked_at', (order) => order.asc().nullsFirst())
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** One round: what has not been looked at for the longest time. Gives what is newly damaged; whoever calls it says so. */
export async function recheckDue(parts: Parts, limit = LIMIT): Promise<Damage[]> {
  const { store, clock } = parts
  const fresh: Damage[] = []
  for (const contract of await dueContracts(parts, limit)) fresh.push(...(await note(parts, contract, await checkContract(parts, contract))))
  const subject = logSubject(parts.log.number)
  const last = await store.selectFrom('integrity_check').select('checked_at').where('subject', '=', subject).executeTakeFirst()
  const isDamaged = await store.selectFrom('damage').select('name').where('subject', 'like', 'log/%').limit(1).executeTakeFirst()
  if (!last || last.checked_at < clock() - (isDamaged ? PERIOD_OF_DAMAGED : PERIOD)) fresh.push(...(await note(parts, subject, await checkLogs(parts))))
  return fresh
}

/** Everything, now. Gives all damage that there is; what is new among it is written down. */
export async function recheckAll(parts: Parts, onSubject: (subject: string) => void = () => undefined): Promise<Damage[]> {
  const all: Damage[] = []
  for (const { id } of await parts.store.selectFrom('contract').select('id').where('state', '!=', 'draft').orderBy('id').execute()) {
    onSubject(id)
    const found = await checkContract(parts, id)
    await note(parts, id, found)
    all.push(...found)
  }
  const found = await checkLogs(parts)
  await note(parts, logSubject(parts.log.number), found)
  return [...all, ...found]
}

/** Damage that is known, newest first. */
export async function listDamages({ store }: Pick<Parts, 'store'>): Promise<(Damage & { readonly foundAt: number; readonly seenAt: number })[]> {
  const rows = await store.selectFrom('damage').selectAll().orderBy('found_at', 'desc').execute()
  return rows.map(({ subject, name, code, found_at, seen_at }) => ({ subject, name, code: code as Damage['code'], foundAt: found_at, seenAt: seen_at }))
}
