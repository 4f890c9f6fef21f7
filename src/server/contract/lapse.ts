import type { Parts } from '../parts.ts'
import { appendRecords, SERVICE_ACTOR, lockContract } from '../record/append.ts'
import { readRound } from '../round/access.ts'
import { endRound } from '../round/end.ts'
import { openDocument } from './access.ts'
import { parseDocumentText } from './document.ts'

/** Writes down which rounds have lapsed and tells their parties. Until then an offer's state is told from the deadline, so nothing but the letters depends on how often this runs. */
export async function lapseOffers(parts: Parts): Promise<void> {
  const { store, vault, clock, mailer } = parts
  const due = await store.selectFrom('round').select('id').where('state', '=', 'open').where('reply_by', '<=', clock()).limit(100).execute()
  for (const { id } of due) {
    const mails = await store.transaction().execute(async (access) => {
      const { contract } = await access.selectFrom('round').select('contract').where('id', '=', id).executeTakeFirstOrThrow()
      await lockContract(access, contract)
      const round = await readRound(access, id)
      const key = await vault.loadKey(access, contract)
      const version = await access.selectFrom('contract_version').selectAll().where('version_id', '=', round.row.version_id).executeTakeFirstOrThrow()
      const { ended, mails: told } = await endRound(parts, access, key, parseDocumentText(openDocument(key, version)), round, 'lapsed', [])
      if (ended.length > 0) await appendRecords(access, parts, key, contract, ended.map((offer) => ({ event: 'lapsed' as const, actor: SERVICE_ACTOR, offer })))
      return told
    })
    mailer.dispatch(mails)
  }
}
