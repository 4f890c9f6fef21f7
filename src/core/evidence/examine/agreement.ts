import { sha256Hex } from '../../bytes/sha256.ts'
import { encodeUtf8 } from '../../bytes/text.ts'
import { hashSalted } from '../../consent/salted.ts'
import type { Statement } from '../../consent/statement.ts'
import { collapseWhiteSpace, renderPlainText } from '../../contract/plain-text.ts'
import type { AttachedContract } from './attached.ts'
import { findDifference, replaceWords, splitWords } from './difference.ts'
import type { Difference } from './difference.ts'
import { findMemberDifference } from './statement-member.ts'

/** Which of the things that must agree was changed. */
export type Odd = 'statement' | 'document' | 'particulars' | 'text' | 'several' | 'base'

/** Whether statement, contract document and text say the same. */
export interface Agreement {
  /** Null when all agree. */
  readonly odd: Odd | null
  /** The member of the statement that differs, where it is the statement. */
  readonly member: string | null
  readonly difference: Difference | null
  /** Each comparison apart. */
  readonly isDocumentNamed: boolean
  readonly areParticularsNamed: boolean
  readonly isTextNamed: boolean
  readonly isTextOfDocument: boolean
  readonly isBaseNamed: boolean
}

export interface AgreementInput {
  readonly statement: Statement
  readonly contract: AttachedContract
  /** Real content of the pages, collapsed. */
  readonly pageText: string
  /** SHA-256 of the revision that the statement names, or else of the bytes before the signature's revision. */
  readonly baseHash: string
  /** The publication signature is over other bytes than the attached document. */
  readonly isPublicationBroken: boolean
}

const NONE: Difference = { before: '', expected: '', found: '' }

/** Whether the statement's text hash was made over the words that the pages show, whatever the attached document says. */
function isHashOfPages(statement: Statement, plain: string, pageText: string): boolean {
  const candidate = replaceWords(plain, splitWords(pageText))
  return candidate !== null && sha256Hex(encodeUtf8(candidate)) === statement.textHash
}

/**
 * Holds the three against one another and names the odd one out: the one that disagrees with two that agree. A document that its own
 * publication signature does not fit is the odd one, too.
 */
export function judgeAgreement(input: AgreementInput): Agreement {
  const { statement, contract, pageText } = input
  const plain = renderPlainText(contract.document, contract.values)
  const isDocumentNamed = statement.documentHash === contract.hash
  const areParticularsNamed = contract.salt !== null && hashSalted(contract.salt, contract.values) === statement.particularsHash
  const isTextNamed = sha256Hex(encodeUtf8(plain)) === statement.textHash
  const textDifference = findDifference(collapseWhiteSpace(plain), pageText)
  const memberDifference = findMemberDifference(statement, contract.document, contract.values)
  const isBaseNamed = statement.baseRevisionHash === input.baseHash
  const facts = { isDocumentNamed, areParticularsNamed, isTextNamed, isTextOfDocument: textDifference === null, isBaseNamed }
  const told = (odd: Odd, difference: Difference | null, member: string | null = null): Agreement => ({ odd, member, difference, ...facts })
  const isStatementFit = isDocumentNamed && areParticularsNamed && isTextNamed && memberDifference === null

  if (textDifference === null) {
    if (!isStatementFit) {
      const member = memberDifference?.member ?? (!isDocumentNamed ? 'documentHash' : !areParticularsNamed ? 'particularsHash' : 'textHash')
      if (input.isPublicationBroken && memberDifference === null) return told('document', NONE)
      return told('statement', memberDifference ?? { before: '', expected: isDocumentNamed ? '' : contract.hash.slice(0, 16), found: isDocumentNamed ? '' : statement.documentHash.slice(0, 16) }, member)
    }
    return isBaseNamed ? { odd: null, member: null, difference: null, ...facts } : told('base', null)
  }
  const swapped: Difference = { before: textDifference.before, expected: textDifference.found, found: textDifference.expected }
  if (isStatementFit) return told('text', textDifference)
  if (isDocumentNamed && !areParticularsNamed) return told('particulars', swapped)
  if (!isDocumentNamed && (input.isPublicationBroken || isHashOfPages(statement, plain, pageText))) return told('document', swapped)
  return isDocumentNamed && isTextNamed ? told('text', textDifference) : told('several', textDifference)
}
