import type { ParticularValues } from '../../core/contract/document.ts'
import { resolveValues } from '../../core/contract/particular.ts'
import { offerLink } from '../contract/link.ts'
import { passageRule } from '../contract/passage.ts'
import { digestContract } from '../contract/summary.ts'
import { wordCopy, wordDecline } from '../mail/letter.ts'
import type { MailOrder } from '../mail/mailer.ts'
import type { HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import { fileContext } from './context.ts'

/** Where the seller of a contract is reached. */
export async function readSellerEmail({ vault }: Parts, access: Access, contract: string): Promise<string> {
  const row = await access.selectFrom('contract').innerJoin('person', 'person.id', 'contract.person').select(['person.id', 'person.email']).where('contract.id', '=', contract).executeTakeFirstOrThrow()
  return (await vault.loadKey(access, row.id)).openText(`person/email/${row.id}`, row.email)
}

/** Larger files are not attached: the letter's link has them. */
const MAX_ATTACHED = 10 * 1024 * 1024

/** A concluded file. */
export interface Concluded {
  readonly blob: string
  readonly size: number
  readonly values: ParticularValues
  /** Of whoever signed last. */
  readonly name: string
}

/** The signed copy for everybody, written in the transaction that concludes the contract. Returns the letters' ids. */
export async function enqueueCopies(parts: Parts, access: Access, { offer, document, key, round }: HeldOffer, { blob, size, values, name }: Concluded): Promise<string[]> {
  const { publicAddress } = parts.settings
  const { title } = digestContract(document)
  const resolved = resolveValues(document, values)
  const names = round.offers.map((one) => resolved[document.parties.find(({ id }) => id === one.party)?.nameParticular ?? '']).filter((one) => one !== undefined)
  const facts = { title, number: document.number, party: round.offers.length > 1 ? names.join('; ') : name }
  const attachment = size > MAX_ATTACHED ? null : { name: `contract-${document.number.replace(/[^0-9A-Za-z-]+/g, '-')}.pdf`, blob, context: fileContext(offer.contract, offer.id) }
  const rule = passageRule(document)
  const order = (id: string, to: string, link: string): MailOrder => ({ kind: 'copy', contract: offer.contract, offer: id, content: { to, ...wordCopy(document.language, { ...facts, link }), rule, attachment } })
  const copies = round.offers.filter(({ party }) => party !== 'seller').map((one) => order(one.id, key.openText(`offer/email/${one.id}`, one.email), offerLink(publicAddress, key.openText(`offer/token/${one.id}`, one.token))))
  return parts.mailer.enqueue(access, ...copies, order(offer.id, await readSellerEmail(parts, access, offer.contract), `${publicAddress}/contracts/${offer.contract}`))
}

/** Word of a decline to the seller, written in its transaction. Returns the letter's id. */
export async function enqueueDecline(parts: Parts, access: Access, { offer, document }: HeldOffer, name: string): Promise<string[]> {
  const { title } = digestContract(document)
  const words = wordDecline(document.language, { title, number: document.number, party: name, link: `${parts.settings.publicAddress}/contracts/${offer.contract}` })
  return parts.mailer.enqueue(access, { kind: 'copy', contract: offer.contract, offer: offer.id, content: { to: await readSellerEmail(parts, access, offer.contract), ...words, rule: passageRule(document), attachment: null } })
}
