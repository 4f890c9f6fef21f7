import { parseCertificate } from '../../core/pki/certificate.ts'
import { issueCrl } from '../../core/pki/crl-issue.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { nextNumber, type Store } from '../storage/database.ts'
import { epochOf, readChanges, readEntries } from './status.ts'
import type { Issuer } from './issuer.ts'

const DAY = 24 * 60 * 60_000
const floorSecond = (instant: number): number => Math.floor(instant / 1000) * 1000

interface PublishedCrl {
  readonly crl: Uint8Array
  readonly delta: Uint8Array | null
}

async function readEpoch(store: Store, issuer: Issuer): Promise<number> {
  const row = await store.selectFrom('counter').select('value').where('name', '=', epochOf(computeCertificateThumbprint(issuer.certificate))).executeTakeFirst()
  return row?.value ?? 0
}

/** The number of the next list, full or delta, of an issuer (RFC 5280 §5.2.3). */
export function nextCrlNumber(store: Store, issuer: Issuer): Promise<number> {
  return nextNumber(store, `crl/${issuer.slug}`)
}

/**
 * Publishes a list now: with every change until now, and a delta to the last list that was made in the usual course. `life` in milliseconds.
 * Throws when the issuer's key is not at hand.
 */
export async function publishCrl(store: Store, issuer: Issuer, now: number, life: number, isBase: boolean): Promise<PublishedCrl> {
  if (!issuer.signer) throw new Error(`the key of ${issuer.slug} is not here`)
  // Read before the entries: a change in between makes one list too many and never one too few.
  const epoch = await readEpoch(store, issuer)
  const number = await nextCrlNumber(store, issuer)
  const [thisUpdate, nextUpdate] = [floorSecond(now), floorSecond(now) + life]
  // No status is ever forgotten: what was revoked stays listed after its certificate has ended.
  const list = { issuer: issuer.signer, crlNumber: BigInt(number), thisUpdate, nextUpdate, keepsExpiredSince: parseCertificate(issuer.certificate).notBefore }
  const crl = await issueCrl({ ...list, entries: await readEntries(store, issuer.certificate) })
  const base = isBase ? undefined : await store.selectFrom('published_crl').select(['number', 'this_update']).where('issuer', '=', issuer.slug).where('base', '=', 1).orderBy('number', 'desc').limit(1).executeTakeFirst()
  const delta = base ? await issueCrl({ ...list, baseCrlNumber: BigInt(base.number), entries: await readChanges(store, issuer.certificate, base.this_update) }) : null
  await store.insertInto('published_crl').values({ issuer: issuer.slug, number, epoch, base: isBase ? 1 : 0, crl, delta, this_update: thisUpdate, next_update: nextUpdate }).execute()
  return { crl, delta }
}

/** The list as it should be now: the published one until half its life is over or a status has changed. */
export async function currentCrl(store: Store, issuer: Issuer, now: number): Promise<PublishedCrl> {
  const life = issuer.slug === 'root' ? 30 * DAY : DAY
  const known = await store.selectFrom('published_crl').selectAll().where('issuer', '=', issuer.slug).orderBy('number', 'desc').limit(1).executeTakeFirst()
  const isHalfOver = known !== undefined && now >= known.this_update + (known.next_update - known.this_update) / 2
  if (known) {
    const isCurrent = !isHalfOver && known.epoch === (await readEpoch(store, issuer))
    if (isCurrent || !issuer.signer) return { crl: new Uint8Array(known.crl), delta: known.delta && new Uint8Array(known.delta) }
  }
  return publishCrl(store, issuer, now, life, known === undefined || isHalfOver)
}
