import { isCodedError } from '../../core/bytes/error.ts'
import { parseCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { decodeContractDocument, parseContractDraft, type ContractDocument, type ContractDraft } from '../../core/contract/document.ts'
import { checkLetters, nameLetter } from '../../core/contract/letter.ts'
import { composeDocument, type Envelope } from '../../core/contract/template.ts'
import { checkCoverage } from '../../core/typeset/font.ts'
import { refuse } from '../refusal.ts'

function refuseDocument(error: unknown): never {
  if (!isCodedError(error)) throw error
  const details = { ...error.details, problem: error.code }
  refuse(error.code === 'CONTRACT_LETTER_FORBIDDEN' ? 'LETTER_REFUSED' : 'DOCUMENT_REFUSED', details)
}

/** Refuses letters that the contract's fonts cannot show, naming the first. Throws LETTER_REFUSED. */
export function checkPrintable(text: string): void {
  const [letter] = checkCoverage(text)
  if (letter !== undefined) refuse('LETTER_REFUSED', { letter: nameLetter(letter) })
}

/** Refuses letters that show nothing or change what others show, naming the first; `lines` allows LF. Throws LETTER_REFUSED. */
export function checkPlain(text: string, lines = false): void {
  const problem = checkLetters(text, lines)
  if (problem?.code === 'CONTRACT_LETTER_FORBIDDEN') refuse('LETTER_REFUSED', { letter: problem.letter })
}

/** A draft from its canonical text. Throws DOCUMENT_REFUSED, LETTER_REFUSED with what is wrong and where. */
export function parseDraftText(text: string): ContractDraft {
  let draft: ContractDraft
  try {
    draft = parseContractDraft(parseCanonicalJson(text))
  } catch (error) {
    return refuseDocument(error)
  }
  checkPrintable(text)
  return draft
}

const MAX_KNOWN = 100
/** Documents by their text, the latest used last: one act reads the same document several times, and judging its form costs more than the act's signature. */
const known = new Map<string, ContractDocument>()

/** A published document from its canonical text; not to be changed by who gets it. Throws DOCUMENT_REFUSED, LETTER_REFUSED. */
export function parseDocumentText(text: string): ContractDocument {
  const earlier = known.get(text)
  if (earlier) {
    known.delete(text)
    known.set(text, earlier)
    return earlier
  }
  try {
    const document = decodeContractDocument(text)
    if (known.size >= MAX_KNOWN) known.delete(known.keys().next().value!)
    known.set(text, document)
    return document
  } catch (error) {
    return refuseDocument(error)
  }
}

/** A document of a draft and what publication fixes. Throws DOCUMENT_REFUSED, LETTER_REFUSED. */
export function composePublication(draft: ContractDraft, envelope: Envelope): ContractDocument {
  try {
    return composeDocument(draft, envelope)
  } catch (error) {
    return refuseDocument(error)
  }
}
