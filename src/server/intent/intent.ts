import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { checkStatement, type StatementProblem } from '../../core/ceremony/statement.ts'
import { hashStatement, parseStatement, type Statement } from '../../core/consent/statement.ts'
import type { ContractDocument, PartyId } from '../../core/contract/document.ts'
import { checkParticulars } from '../../core/contract/particular.ts'
import { TYPESET_REVISION } from '../../core/typeset/revision.ts'
import type { Intent, IntentRequest } from '../../protocol/offer.ts'
import { checkPlain, checkPrintable } from '../contract/document.ts'
import { readHeldOffer, requireCurrent, requireOpen, type HeldOffer } from '../offer/access.ts'
import { requireOwnFile } from '../own-file/access.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { gathers, openParticulars, requireTurn } from '../round/access.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { readIntent, sealIntent } from './access.ts'
import { consumeChallenge } from './challenge.ts'
import { describeIntent, sendSigningCode } from './code.ts'

const STALE_MEMBERS = new Set(['documentHash', 'version', 'typesetRevision', 'contract'])
const WINDOW = 60 * 60_000
const MAX_INTENTS = 20

/** A statement from its text, which must hash to what the path names. Throws STATEMENT_MALFORMED, STATEMENT_TOO_LARGE, STATEMENT_REFUSED. */
export function readStatement(text: string, statementHash: string | null): Statement {
  try {
    const statement = parseStatement(text)
    if (statementHash !== null && hashStatement(text) !== statementHash) refuse('STATEMENT_REFUSED', { member: 'statementHash' })
    return statement
  } catch (error) {
    if (isCodedError(error, 'STATEMENT_MALFORMED')) refuse('STATEMENT_MALFORMED', { ...error.details })
    if (isCodedError(error, 'STATEMENT_TOO_LARGE')) refuse('STATEMENT_TOO_LARGE')
    throw error
  }
}

/** Refuses what the checks found: an older version apart from everything else. Throws VERSION_STALE, STATEMENT_REFUSED. */
export function refuseProblems(problems: readonly StatementProblem[]): void {
  const stale = problems.find((problem) => STALE_MEMBERS.has(problem.member))
  if (stale) refuse('VERSION_STALE', { member: stale.member, typesetRevision: TYPESET_REVISION })
  const [problem] = problems
  if (problem) refuse('STATEMENT_REFUSED', { problem: problem.code, member: problem.member })
}

/** Refuses what a party says of itself in letters that hide, deceive, or cannot be printed. Throws LETTER_REFUSED. */
export function checkOwnWords({ party, reason }: Statement): void {
  for (const text of [party.name, party.place ?? '']) {
    checkPlain(text)
    checkPrintable(text)
  }
  checkPlain(reason ?? '', true)
}

/** Holds what a party gives of itself against the document and the address the offer went to. Throws PARTICULARS_REFUSED, LETTER_REFUSED. */
export function checkGiven(document: ContractDocument, party: PartyId, values: Readonly<Record<string, string>>, email: string): void {
  const [problem] = checkParticulars(document, values, party)
  if (problem) refuse('PARTICULARS_REFUSED', { problem: problem.code, particular: problem.particular })
  for (const value of Object.values(values)) checkPrintable(value)
  // The certificate will hold the proven address; a contract that names another one would contradict it.
  const particular = document.parties.find((candidate) => candidate.id === party)?.emailParticular
  const named = particular === undefined ? undefined : values[particular]
  if (particular !== undefined && named !== undefined && named.toLowerCase() !== email.toLowerCase()) refuse('PARTICULARS_REFUSED', { problem: 'NOT_THE_OFFERED_ADDRESS', particular })
}

/** Hash of the file before any signature: derived now, or for a seller's own file when it was published. */
async function readBaseHash(parts: Parts, { offer, version, document, publication }: HeldOffer, { values, salt }: IntentRequest): Promise<string> {
  if (document.file !== null) return (await requireOwnFile(parts.store, offer.contract, document)).base_hash ?? refuse('OWN_FILE_MISSING')
  return (await parts.derivations.deriveBase(version.document_hash, { document, values, salt, publication })).hash
}

async function checkIntent(parts: Parts, held: HeldOffer, request: IntentRequest, statement: Statement): Promise<{ baseHash: string }> {
  const { offer, document } = held
  const { party } = offer
  if (statement.event !== 'agreed' || statement.act !== 'certificate-signature') refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'event' })
  const closed = openParticulars(held.key, held.round.row)
  if (!gathers(held.round)) checkGiven(document, party, request.values, held.email)
  // With several signatories the particulars were closed before: another set means that somebody corrected its own meanwhile.
  else if (!closed || encodeCanonicalJson({ ...closed }) !== encodeCanonicalJson({ values: request.values, salt: request.salt })) refuse('VERSION_STALE', { member: 'particularsHash' })
  const baseHash = await readBaseHash(parts, held, request)
  refuseProblems(
    checkStatement({
      document, party, values: request.values, salt: request.salt, statement: request.statement, baseRevisionHash: baseHash,
      claims: request.claims, claimsSalt: request.claimsSalt, challenge: statement.challenge,
    }),
  )
  return { baseHash }
}

/**
 * Takes a closed statement before its key signs: holds every member against the offer, derives the base revision, ties the challenge to it
 * and sends the code. Repeating it is harmless. Throws OFFER_…, VERSION_STALE, STATEMENT_…, PARTICULARS_REFUSED, LETTER_REFUSED,
 * CHALLENGE_REFUSED, RATE_LIMITED, MAIL_FAILED.
 */
export async function putIntent(parts: Parts, token: string, statementHash: string, request: IntentRequest): Promise<Intent> {
  const { store, clock } = parts
  const held = await readHeldOffer(parts, store, token)
  const { offer, key } = held
  const statement = readStatement(request.statement, statementHash)
  const known = await readIntent(store, key, offer.id, statementHash)
  if (known) return known.row.code_sent_at === null ? sendSigningCode(parts, held, statementHash) : describeIntent(parts, held, known.row)
  const now = clock()
  requireOpen(offer, now)
  requireCurrent(held)
  requireTurn(held.round, held.document, offer)
  checkOwnWords(statement)
  if (request.snapshot != null && sha256Hex(encodeUtf8(request.snapshot)) !== statement.snapshotHash) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'snapshotHash' })
  const { baseHash } = await checkIntent(parts, held, request, statement)
  const { keyThumbprint } = statement
  if (keyThumbprint === null) refuse('STATEMENT_REFUSED', { problem: 'NOT_ASSENT', member: 'keyThumbprint' })
  try {
    await store.transaction().execute(async (access) => {
      const recent = await access.selectFrom('intent').select('statement_hash').where('offer', '=', offer.id).where('created_at', '>', now - WINDOW).limit(MAX_INTENTS).execute()
      if (recent.length >= MAX_INTENTS) refuse('RATE_LIMITED')
      await consumeChallenge(parts, access, { challenge: statement.challenge, offer: offer.id, keyThumbprint, statementHash })
      const sealed = sealIntent(key, offer.id, statementHash, {
        statement: request.statement,
        particulars: { values: request.values, salt: request.salt },
        claims: { values: request.claims, salt: request.claimsSalt },
        snapshot: request.snapshot ?? null,
      })
      await access
        .insertInto('intent')
        .values({
          offer: offer.id, statement_hash: statementHash, ...sealed, key_thumbprint: keyThumbprint, base_hash: baseHash, code_hash: null, code_expires_at: null,
          code_sent_at: null, attempts: 0, codes_sent: 0, demo: 0, proven_at: null, state: 'code-sent', created_at: now,
        })
        .execute()
    })
  } catch (error) {
    // The same statement came twice at once: the other one owns the challenge and sends the code.
    const other = isUniqueViolation(error) || isCodedError(error, 'CHALLENGE_REFUSED') ? await readIntent(store, key, offer.id, statementHash) : null
    if (!other) throw error
    return describeIntent(parts, held, other.row)
  }
  return sendSigningCode(parts, held, statementHash)
}
