import type { ClickReceipt } from '../../protocol/agreement.ts'
import { checkPlain } from '../contract/document.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, lockContract, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { passageRule } from '../contract/passage.ts'
import { wordWithdrawal } from '../mail/withdrawal-letter.ts'
import { readAgreement, readText, readVersions } from './access.ts'
import { prepareReceipts, signReceipt } from './receipt.ts'
import { readHeldAcceptance } from './view.ts'
import { enqueueWebhook } from './webhook.ts'

/**
 * Withdraws from what was accepted, where the version grants it and its period runs (CRD art. 11a): a record of its own, acknowledged with
 * content, date and time on the page and, where an address is given, by mail; the acceptance stays as it is. Repeating it gives the first acknowledgement. Throws ACCEPTANCE_NOT_FOUND,
 * ACCEPTANCE_ERASED, WITHDRAWAL_REFUSED, LETTER_REFUSED.
 */
export async function withdrawAcceptance(parts: Parts, token: string, reason: string | null, email: string | null, observations: Observations): Promise<ClickReceipt> {
  const { store, vault, clock, settings, mailer } = parts
  checkPlain(reason ?? '', true)
  await prepareReceipts(parts)
  const { receipt: answered, mails } = await store.transaction().execute(async (access) => {
    const { row: { contract } } = await readHeldAcceptance(parts, access, token)
    // Two presses at once are one after the other.
    await lockContract(access, contract)
    const { row, content } = await readHeldAcceptance(parts, access, token)
    const key = await vault.loadKey(access, row.id)
    const answer = (at: number, receipt: string): ClickReceipt => ({ acceptance: row.id, token, agreement: row.agreement, number: row.number, event: 'withdrawn', at: formatInstant(at), receipt })
    if (row.withdrawn_at !== null && row.withdrawal !== null) return { receipt: answer(row.withdrawn_at, key.openText(`acceptance/withdrawal/${row.id}`, row.withdrawal)), mails: [] }
    const now = clock()
    if (row.event === 'declined' || row.withdraw_until === null || row.withdraw_until < now) refuse('WITHDRAWAL_REFUSED')
    const { row: agreement, key: agreementKey } = await readAgreement(parts, access, row.agreement)
    const contractKey = await vault.loadKey(access, row.contract)
    const recordHash = await appendRecord(access, parts, contractKey, row.contract, {
      event: 'withdrawn', actor: { kind: 'visitor', party: null, person: null }, presentation: row.presentation, act: 'none', statementHash: row.statement_hash, documentHash: row.document_hash,
    })
    const receipt = await signReceipt(parts, {
      iat: Math.floor(now / 1000), jti: row.id, sub: content.subject, aud: content.audience ?? content.origin, nonce: content.nonce, origin: content.origin, agreement: row.agreement, version: row.number,
      event: 'withdrawn', documentHash: row.document_hash, statementHash: row.statement_hash, recordHash, reason, at: formatInstant(now), agent: observations.agent,
    })
    await access.updateTable('acceptance').set({ withdrawn_at: now, withdrawal: key.sealText(`acceptance/withdrawal/${row.id}`, receipt) }).where('id', '=', row.id).execute()
    await enqueueWebhook(parts, access, agreement, { type: 'acceptance.withdrawn', acceptance: row.id, number: row.number, at: formatInstant(now), receipt })
    if (email === null) return { receipt: answer(now, receipt), mails: [] }
    const version = (await readVersions(access, row.agreement)).find(({ contract }) => contract === row.contract)
    const { document } = await readText(parts, access, version)
    const words = wordWithdrawal(document.language, {
      title: agreementKey.openText(`agreement/title/${agreement.id}`, agreement.title), number: row.number, reason, at: now, link: `${settings.publicAddress}/r/${token}`,
    })
    const letter = { kind: 'notice' as const, contract: row.contract, offer: null, content: { to: email, ...words, rule: passageRule(document), attachment: null } }
    return { receipt: answer(now, receipt), mails: await mailer.enqueue(access, letter) }
  })
  mailer.dispatch(mails)
  return answered
}
