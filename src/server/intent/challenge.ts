import { createToken, hashToken } from '../identifier.ts'
import { readHeldOffer, requireCurrent, requireOpen } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, lockContract, type Observations } from '../record/append.ts'
import { appendBounded } from '../record/moment.ts'
import { refuse } from '../refusal.ts'
import { requireTurn } from '../round/access.ts'
import type { Access } from '../storage/database.ts'

const CHALLENGE_LIFE = 15 * 60_000
const MAX_OPEN = 50

/** A fresh number that only a statement closed now, for this key, can name. Throws OFFER_…, VERSION_STALE, RATE_LIMITED. */
export async function createChallenge(parts: Parts, token: string, keyThumbprint: string, observations: Observations): Promise<{ challenge: string; expiresAt: string }> {
  const { store, clock, random } = parts
  const held = await readHeldOffer(parts, store, token)
  const now = clock()
  requireOpen(held.offer, now)
  requireCurrent(held)
  requireTurn(held.round, held.document, held.offer)
  const challenge = createToken(random)
  const expiresAt = now + CHALLENGE_LIFE
  const { offer, version, key } = held
  await store.transaction().execute(async (access) => {
    await lockContract(access, offer.contract)
    const known = await access.selectFrom('challenge').select('value_hash').where('offer', '=', offer.id).where('key_thumbprint', '=', keyThumbprint).limit(1).executeTakeFirst()
    await access.deleteFrom('challenge').where('expires_at', '<', now).where('statement_hash', 'is', null).execute()
    const open = await access.selectFrom('challenge').select('value_hash').where('offer', '=', held.offer.id).where('statement_hash', 'is', null).limit(MAX_OPEN).execute()
    if (open.length >= MAX_OPEN) refuse('RATE_LIMITED')
    await access.insertInto('challenge').values({ value_hash: hashToken(challenge), offer: held.offer.id, key_thumbprint: keyThumbprint, expires_at: expiresAt, statement_hash: null }).execute()
    if (known) return
    await appendBounded(access, parts, key, offer.contract, {
      event: 'key-made', actor: { kind: 'visitor', party: offer.party, person: null }, offer: offer.id, version: version.version, documentHash: version.document_hash,
      evidence: { reason: `key ${keyThumbprint}` }, observations,
    })
  })
  return { challenge, expiresAt: formatInstant(expiresAt) }
}

/** Ties a challenge to the one statement that named it. Throws CHALLENGE_REFUSED. */
export async function consumeChallenge({ clock }: Pick<Parts, 'clock'>, access: Access, use: { challenge: string | null; offer: string; keyThumbprint: string; statementHash: string }): Promise<void> {
  if (use.challenge === null) refuse('CHALLENGE_REFUSED')
  const taken = await access
    .updateTable('challenge')
    .set({ statement_hash: use.statementHash })
    .where('value_hash', '=', hashToken(use.challenge))
    .where('offer', '=', use.offer)
    .where('key_thumbprint', '=', use.keyThumbprint)
    .where('expires_at', '>', clock())
    .where('statement_hash', 'is', null)
    .executeTakeFirst()
  if (taken.numUpdatedRows !== 1n) refuse('CHALLENGE_REFUSED')
}
