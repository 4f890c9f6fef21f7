import { offerLink } from '../contract/detail.ts'
import { passageRule } from '../contract/offer.ts'
import { digestContract } from '../contract/summary.ts'
import { wordCopy, wordDecline, type Wording } from '../mail/letter.ts'
import type { MailOrder } from '../mail/mailer.ts'
import type { HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import { fileContext } from './answer.ts'

async function readSellerEmail({ vault }: Parts, access: Access, contract: string): Promise<string> {
  const row = await access.selectFrom('contract').innerJoin('person', 'person.id', 'contract.person').select(['person.id', 'person.email']).where('contract.id', '=', contract).executeTakeFirstOrThrow()
  return (await vault.loadKey(access, row.id)).openText(`person/email/${row.id}`, row.email)
}

/** Letters that follow an answer, written in its transaction: the signed copy to both, or word of the decline to the seller. Returns their ids. */
export async function enqueueCopies(parts: Parts, access: Access, held: HeldOffer, name: string, blob: string | null): Promise<string[]> {
  const { offer, document, key } = held
  const { publicAddress } = parts.settings
  const { title } = digestContract(document)
  const facts = { title, number: document.number, party: name }
  const sellerLink = `${publicAddress}/contracts/${offer.contract}`
  const buyerLink = offerLink(publicAddress, key.openText(`offer/token/${offer.id}`, offer.token))
  const seller = await readSellerEmail(parts, access, offer.contract)
  const attachment = blob === null ? null : { name: `contract-${document.number.replace(/[^0-9A-Za-z-]+/g, '-')}.pdf`, blob, context: fileContext(offer.contract, offer.id) }
  const rule = passageRule(document)
  const order = (to: string, words: Wording): MailOrder => ({ kind: 'copy', contract: offer.contract, offer: offer.id, content: { to, ...words, rule, attachment } })
  if (blob === null) return parts.mailer.enqueue(access, order(seller, wordDecline(document.language, { ...facts, link: sellerLink })))
  return parts.mailer.enqueue(
    access,
    order(held.email, wordCopy(document.language, { ...facts, link: buyerLink })),
    order(seller, wordCopy(document.language, { ...facts, link: sellerLink })),
  )
}
