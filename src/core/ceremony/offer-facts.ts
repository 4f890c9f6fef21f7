import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { hashSalted } from '../consent/salted.ts'
import { formOf, presentationOf } from '../consent/presentation.ts'
import type { Statement } from '../consent/statement.ts'
import { readTotal, writeAdvisal } from '../contract/advisal.ts'
import { listControls } from '../contract/alongside.ts'
import { hashContractDocument } from '../contract/document.ts'
import type { ContractDocument, ParticularValues, PartyId } from '../contract/document.ts'
import { renderPlainText } from '../contract/plain-text.ts'

/** The members of a statement that follow from the offer alone: nobody may choose them. */
export type OfferFacts = Pick<
  Statement,
  | 'presentation' | 'contract' | 'version' | 'language' | 'typesetRevision' | 'documentHash' | 'textHash' | 'particularsHash'
  | 'advisal' | 'button' | 'total' | 'replyBy' | 'disclosureHash'
> & { readonly role: string; readonly controls: readonly { readonly id: string; readonly label: string; readonly required: boolean }[] }

export interface OfferInput {
  readonly document: ContractDocument
  readonly party: PartyId
  /** Of all parties but the seller, whose values stand in the document. */
  readonly values: ParticularValues
  /** 32 bytes in hex. */
  readonly salt: string
  /** The total of an order whose lines are not particulars of the document; what the document says when not given. */
  readonly total?: Statement['total']
}

interface DocumentHashes {
  readonly document: string
  readonly disclosure: string
  /** Of the text without anybody's particulars. */
  readonly text: string
}

/** A parsed document is never changed: what follows from it alone is computed once, for terms that thousands accept. */
const known = new WeakMap<ContractDocument, DocumentHashes>()

const hashText = (document: ContractDocument, values: ParticularValues): string => sha256Hex(encodeUtf8(renderPlainText(document, values)))

function hashesOf(document: ContractDocument): DocumentHashes {
  const found = known.get(document)
  if (found) return found
  const made = { document: hashContractDocument(document), disclosure: sha256Hex(encodeUtf8(encodeCanonicalJson(document.disclosure))), text: hashText(document, {}) }
  known.set(document, made)
  return made
}

/** What an offer makes of a statement, from the contract document and the particulars. */
export function describeOffer({ document, party, values, salt, total = null }: OfferInput): OfferFacts {
  const hashes = hashesOf(document)
  const role = document.parties.find((candidate) => candidate.id === party)?.role ?? party
  const price = total ?? readTotal(document, values)
  return {
    presentation: presentationOf(document.presentation),
    contract: document.contract,
    version: document.version,
    language: document.language,
    typesetRevision: document.typesetRevision,
    documentHash: hashes.document,
    textHash: document.particulars.some(({ id }) => values[id] !== undefined) ? hashText(document, values) : hashes.text,
    particularsHash: hashSalted(salt, values),
    advisal: writeAdvisal(document, price),
    button: document.consent.button,
    total: price,
    replyBy: document.replyBy,
    disclosureHash: hashes.disclosure,
    role,
    controls: formOf(document.presentation).hasBoxes ? listControls(document) : [],
  }
}
