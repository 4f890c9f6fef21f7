import { encodeUtf8 } from '../../../core/bytes/text.ts'
import { sha256Hex } from '../../../core/bytes/sha256.ts'
import { decodeContractDocument, partyIdSchema } from '../../../core/contract/document.ts'
import type { ContractDocument, Party } from '../../../core/contract/document.ts'
import type { OfferView } from '../../../protocol/offer.ts'
import { ApiFailure } from '../../api/failure.ts'
import { fetchOffer } from '../../api/offer.ts'

/** An offer as it came, and its contract document, held against its hash and parsed. */
export interface Offer {
  readonly view: OfferView
  readonly document: ContractDocument
  readonly party: Party
}

/** An offer from what the service says of it. Throws ANSWER_MALFORMED. */
export function readOffer(view: OfferView): Offer {
  const malformed = () => new ApiFailure('ANSWER_MALFORMED', 200)
  if (sha256Hex(encodeUtf8(view.document)) !== view.documentHash) throw malformed()
  const party = partyIdSchema.safeParse(view.party)
  let document: ContractDocument
  try {
    document = decodeContractDocument(view.document)
  } catch {
    throw malformed()
  }
  const own = document.parties.find(({ id }) => party.success && id === party.data)
  if (!own) throw malformed()
  return { view, document, party: own }
}

/** Fetches the offer of a link. Throws ApiFailure; ANSWER_MALFORMED when its document does not fit its own hash or schema. */
export async function loadOffer(token: string): Promise<Offer> {
  return readOffer(await fetchOffer(token))
}
