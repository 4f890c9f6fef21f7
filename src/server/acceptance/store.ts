import { createHash } from 'node:crypto'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { concatBytes } from '../../core/bytes/compare.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import type { Statement } from '../../core/consent/statement.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { passageRule, placeOf } from '../contract/offer.ts'
import type { Parts } from '../parts.ts'
import { appendRecords, formatInstant, SERVICE_ACTOR, type EventFacts, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { isUniqueViolation } from '../storage/database.ts'
import type { CheckedAcceptance } from './accept.ts'
import { composeReceipt, fileContext, receiptContext } from './answer.ts'
import { enqueueCopies } from './copy.ts'

/**
 * Stores an acceptance. Order, and what a crash leaves at each step: (1) sealed file synced into its folder: an unnamed file nobody refers
 * to; (2) one transaction with answer, states, two records, their public entries and the letters, synced at commit: everything or nothing;
 * (3) the answer to the browser: a repeated upload finds it. Throws a uniqueness violation when another upload was first.
 */
export async function storeAcceptance(parts: Parts, checked: CheckedAcceptance, statement: Statement, observations: Observations): Promise<{ receipt: Receipt; mails: string[] }> {
  const { store, blobs, clock, settings } = parts
  const { held, intent, issued, signature, sealHash, uploadHash } = checked
  const { offer, version, key, document, email } = held
  const statementHash = intent.row.statement_hash
  const file = concatBytes(checked.upload, checked.validationData)
  const fileHash = createHash('sha256').update(file).digest('hex')
  const blob = await blobs.put(key.seal(fileContext(offer.contract, offer.id), file))
  const identity = { method: issued.kind === 'own' ? ('own-certificate' as const) : ('mail-code' as const), address: email, demo: intent.row.demo === 1 }
  const rule = passageRule(document)
  const party = { kind: 'party', party: offer.party, person: null } as const
  const common = { offer: offer.id, version: version.version, statementHash, documentHash: version.document_hash }
  try {
    return await store.transaction().execute(async (access) => {
      const receivedAt = clock()
      const agreed: EventFacts = {
        ...common,
        event: 'agreed',
        actor: party,
        presentation: statement.presentation,
        act: statement.act,
        evidence: {
          statement: intent.statement,
          claims: intent.claims,
          identityProof: { ...identity, at: intent.row.proven_at === null ? null : formatInstant(intent.row.proven_at) },
          certificateThumbprint: issued.thumbprint,
          certificate: encodeBase64(issued.certificate),
          fileHash,
          timestampToken: encodeBase64(signature.token),
          sent: { instant: formatInstant(signature.genTime), rule, system: 'browser', place: statement.party.place ?? placeOf(document, offer.party, intent.particulars.values) },
          received: { instant: formatInstant(receivedAt), rule, system: settings.publicAddress, place: placeOf(document, 'seller', {}) },
        },
        observations,
      }
      const added: EventFacts = { ...common, event: 'validation-data-added', actor: SERVICE_ACTOR, evidence: { fileHash } }
      const [recordHash = ''] = await appendRecords(access, parts, key, offer.contract, [agreed, added])
      const receipt = composeReceipt(parts, held, {
        statement, statementHash, recordHash, receivedAt, identity, signature: { issued, genTime: signature.genTime, fileHash, fileSize: file.length, sealHash },
      })
      await access
        .insertInto('answer')
        .values({
          offer: offer.id, contract: offer.contract, event: 'agreed', statement_hash: statementHash, upload_hash: uploadHash, file_hash: fileHash, file_size: file.length, blob,
          record_hash: recordHash, receipt: key.sealText(receiptContext(offer.id), JSON.stringify(receipt)), received_at: receivedAt,
        })
        .execute()
      const moved = await access
        .updateTable('offer')
        .set({ state: 'accepted', answered_at: receivedAt })
        .where('id', '=', offer.id)
        .where('state', 'in', ['sent', 'opened', 'code-sent'])
        .executeTakeFirst()
      if (moved.numUpdatedRows !== 1n) refuse('STATE_REFUSED')
      await access.updateTable('intent').set({ state: 'accepted' }).where('offer', '=', offer.id).where('statement_hash', '=', statementHash).execute()
      await access.updateTable('contract').set({ state: 'concluded', updated_at: receivedAt }).where('id', '=', offer.contract).execute()
      return { receipt, mails: await enqueueCopies(parts, access, held, statement.party.name, blob) }
    })
  } catch (error) {
    // A failure of the commit itself may come after the commit: a file is taken away only when nothing can refer to it.
    if (isUniqueViolation(error) || isCodedError(error)) await blobs.remove(blob)
    throw error
  }
}
