import { hash } from 'node:crypto'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { checkStatement } from '../../core/ceremony/statement.ts'
import { presentationOf } from '../../core/consent/presentation.ts'
import { parseStatement, type Statement } from '../../core/consent/statement.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { encodeEntry, ENTRY_SCHEMA, entryKindOf } from '../../core/evidence/entry.ts'
import { acceptanceRequestSchema, type AcceptanceRequest, type ClickReceipt, type Order } from '../../protocol/agreement.ts'
import { checkPlain, parseDocumentText } from '../contract/document.ts'
import { createOrderedId, createToken, hashToken } from '../identifier.ts'
import { drawRandom } from '../random.ts'
import { composeRecord, formatInstant, VISITOR_ACTOR } from '../record/compose.ts'
import { Refusal, refuse } from '../refusal.ts'
import { lookUp, makeKey, openShared, type DataKey } from '../vault/vault.ts'
import { sealContent } from './content.ts'
import type { Arrival, Chain, DeskGround, DeskKeys, Fault, MadeClick, OpenOutcome, Opened, Sheet } from './desk-sheet.ts'
import { writeReceipt } from './receipt-writer.ts'
import { openSigned } from './signed.ts'
import { checkHost, verifySubject, type Subject } from './subject.ts'

interface Held {
  readonly arrival: Arrival
  readonly request: AcceptanceRequest
  readonly text: string
  readonly statement: Statement
  readonly statementHash: string
  subject: Subject | null
}

/** What a step came to, for one click. */
type Step<T> = { readonly value: T; readonly fault: null } | { readonly value: null; readonly fault: Fault }

const sha256 = (text: string | Uint8Array): string => hash('sha256', text, 'hex')

export function describeFault(error: unknown): Fault {
  if (isCodedError(error)) return { code: error.code, message: error.message, details: error.details }
  return { code: null, message: String(error), details: {} }
}

/** What would set the prototype of what it is read into: as the other routes do, a body with such a member is refused. */
const POISON = /"(?:_|\\u005[Ff]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[Ff])(?:t|\\u0074)(?:o|\\u006[Ff])(?:_|\\u005[Ff]){2}"\s*:/

/** Throws BODY_MALFORMED. */
function parseRequest(body: Arrival['body']): AcceptanceRequest {
  if (!(body instanceof Uint8Array)) return body
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')
  if (POISON.test(text)) refuse('BODY_MALFORMED')
  let value: unknown
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch {
    refuse('BODY_MALFORMED')
  }
  const parsed = acceptanceRequestSchema.safeParse(value)
  return parsed.success ? parsed.data : refuse('BODY_MALFORMED')
}

/** The statement's text and, for an acceptance, the key whose signature over it was verified. Throws JWS_REFUSED, STATEMENT_MALFORMED. */
function openText({ jws, statement }: AcceptanceRequest): { text: string; keyThumbprint: string | null } {
  if (jws === null) return statement === null ? refuse('STATEMENT_MALFORMED') : { text: statement, keyThumbprint: null }
  const { payload, keyThumbprint } = openSigned(jws)
  return { text: payload, keyThumbprint }
}

/** Throws STATEMENT_MALFORMED, STATEMENT_TOO_LARGE and, where the statement names another key than signed it, JWS_REFUSED. */
function parseSigned(text: string, keyThumbprint: string | null): Statement {
  const statement = parseStatement(text)
  if (keyThumbprint !== null && statement.keyThumbprint !== keyThumbprint) refuse('JWS_REFUSED', { problem: 'KEY' })
  return statement
}

/** What an order adds to the particulars that a statement commits to. */
export function orderValues(order: Order | null): Record<string, string> {
  return order === null ? {} : { order: encodeCanonicalJson(order) }
}

/** Throws VERSION_STALE, LETTER_REFUSED, STATEMENT_REFUSED. */
function checkContent({ request, text, statement, subject }: Held, document: ContractDocument, documentHash: string): void {
  if (statement.documentHash !== documentHash) refuse('VERSION_STALE')
  // What a person gives stands on certificates: letters that show nothing or turn the order of others could make one name pass for another.
  for (const given of [statement.party.name, statement.party.place, statement.reason]) checkPlain(given ?? '')
  const isDecline = statement.event === 'declined'
  if (presentationOf(document.presentation) === 'notice-only') refuse('STATEMENT_REFUSED', { problem: 'NOT_ASSENT', member: 'presentation' })
  const isExpected = isDecline ? request.jws === null && statement.act === 'none' : request.jws !== null && statement.act === 'key-signed-click' && (statement.event === 'agreed' || statement.event === 're-accepted')
  if (!isExpected) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'act' })
  const party = document.parties.find(({ id, signs }) => signs && id !== 'seller')?.id ?? 'buyer'
  const order = subject?.order ?? null
  const [problem] = checkStatement({
    document, party, values: orderValues(order), salt: request.salt, total: order?.total ?? null, statement: text, parsed: statement, baseRevisionHash: null, claims: request.claims, claimsSalt: request.claimsSalt,
    challenge: isDecline ? null : statement.challenge,
  })
  if (problem) refuse('STATEMENT_REFUSED', { problem: problem.code, member: problem.member })
  if ((request.snapshot === null ? null : sha256(request.snapshot)) !== statement.snapshotHash) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'snapshotHash' })
}

/** What the work throws, if it throws. */
function faultOf(work: () => void): Fault | null {
  try {
    work()
    return null
  } catch (error) {
    return describeFault(error)
  }
}

/** A click's record and public entry, and the names of what is written; nothing is signed or sealed yet. */
interface Draft {
  readonly click: Held
  readonly chain: Chain
  readonly index: number
  readonly event: Exclude<Statement['event'], 'withdrawn'>
  readonly sequence: number
  readonly composed: string
  readonly recordHash: string
  readonly salt: Uint8Array
  readonly entry: Uint8Array
  readonly id: string
  readonly token: string
}

function composeDraft(click: Held, { index, chain, previous, sequence, now }: { readonly index: number; readonly chain: Chain; readonly previous: string | null; readonly sequence: number; readonly now: number }): Draft {
  const { statement: { event, presentation, act }, statementHash } = click
  if (event === 'withdrawn') refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'event' })
  const { link, version, documentHash } = chain
  const composed = composeRecord({ random: drawRandom }, { ...link, sequence, previous }, { event, actor: VISITOR_ACTOR, version, presentation, act, statementHash, documentHash })
  const recordHash = sha256(composed)
  const salt = drawRandom(32)
  const entry = encodeEntry({ schema: ENTRY_SCHEMA, kind: entryKindOf(event, act), commitment: sha256(Buffer.concat([salt, Buffer.from(recordHash, 'hex')])) })
  return { click, chain, index, event, sequence, composed, recordHash, salt, entry, id: createOrderedId(drawRandom, now), token: createToken(drawRandom) }
}

/**
 * Where what is computed of a click is done: everything that asks no database, first what comes before it is asked (`open`), then what is written
 * (`make`). The same in the service's own thread and in others.
 */
export class Desk {
  readonly #keys: DeskKeys
  readonly #sheets = new Map<number, readonly (Held | null)[]>()

  constructor(keys: DeskKeys) {
    this.#keys = keys
  }

  /**
   * Reads a sheet of clicks and keeps it by its name until `clear`. Each step is done for all of them before the next: what a step needs stays in the
   * processor's cache. `rest` is called between two steps of one.
   */
  open(name: number, { now, grounds, arrivals }: Sheet, rest: () => void = () => {}): OpenOutcome[] {
    const each = <I, O>(items: readonly (Step<I>)[], work: (item: I, arrival: Arrival) => O): Step<O>[] =>
      items.map((item, index) => {
        if (item.fault) return item
        try {
          return { value: work(item.value, arrivals[index]!), fault: null }
        } catch (error) {
          return { value: null, fault: describeFault(error) }
        } finally {
          rest()
        }
      })
    const requests = each(arrivals.map(({ body }) => ({ value: body, fault: null })), parseRequest)
    const signed = each(requests, (request) => ({ request, ...openText(request) }))
    const held = each(signed, ({ request, text, keyThumbprint }, arrival): Held => ({ arrival, request, text, statement: parseSigned(text, keyThumbprint), statementHash: sha256(text), subject: null }))
    const opened = each(held, (click) => this.#judge(click, grounds.get(click.arrival.agreement) ?? null, now))
    this.#sheets.set(name, held.map(({ value }) => value))
    return opened.map(({ value, fault }) => (fault ? { opened: null, fault } : { opened: value, fault: null }))
  }

  #judge(click: Held, ground: DeskGround | null, now: number): Opened {
    const { arrival, request, statement } = click
    const refused = ground && faultOf(() => {
      checkHost(ground.origins, request.origin)
      if (request.subject !== null) click.subject = verifySubject(ground.secret, request.subject, now)
    })
    const { text: terms, documentHash } = ground ?? { text: null, documentHash: null }
    return {
      statementHash: click.statementHash, event: statement.event, presentation: statement.presentation, act: statement.act, challenge: statement.challenge, keyThumbprint: statement.keyThumbprint,
      isNamed: click.subject !== null, isOrder: click.subject?.order != null, subjectLookup: click.subject && lookUp(this.#keys.vault, 'subject', `${arrival.agreement}\n${click.subject.id}`),
      refused, misfit: refused || terms === null || documentHash === null ? null : faultOf(() => checkContent(click, parseDocumentText(terms), documentHash)),
    }
  }

  /** Composes and seals what is written for clicks of a sheet, chain by chain. `now` is the instant of all of them. */
  make(name: number, now: number, chains: readonly Chain[]): MadeClick[] {
    const sheet = this.#sheets.get(name)
    if (!sheet) throw new Error('a sheet that was cleared')
    const drafts = chains.flatMap((chain) => {
      let { previous } = chain.link
      return chain.clicks.map((index, turn): Draft => {
        const draft = composeDraft(sheet[index]!, { index, chain, previous, sequence: chain.link.sequence + turn, now })
        previous = draft.recordHash
        return draft
      })
    })
    const at = formatInstant(now)
    const receipts = drafts.map(({ click: { request, statement, statementHash, subject }, chain: { agreement, number, documentHash }, id, recordHash }) => writeReceipt(this.#keys.receipts, {
      iat: Math.floor(now / 1000), jti: id, sub: subject?.id ?? null, aud: subject?.audience ?? request.origin, nonce: subject?.nonce ?? null, origin: request.origin,
      agreement, version: number, event: statement.event, documentHash, statementHash, recordHash,
      presentation: statement.presentation, act: statement.act, identity: subject ? 'asserted-by-host' : 'none', keyThumbprint: statement.keyThumbprint, total: statement.total, at,
    }))
    const keys = new Map(chains.map(({ link, key }) => [link.contract, openShared(link.contract, key)]))
    return drafts.map((draft, turn) => this.#sealDraft(draft, keys.get(draft.chain.link.contract)!, receipts[turn]!, at))
  }

  #sealDraft({ click, chain: { link, agreement, number }, index, event, sequence, composed, recordHash, salt, entry, id, token }: Draft, key: DataKey, receipt: string, at: string): MadeClick {
    const { arrival, request, text, subject } = click
    const own = makeKey(this.#keys.vault, id)
    const content = sealContent(own.key, id, {
      statement: text, jws: request.jws, salt: request.salt, claims: request.claims, claimsSalt: request.claimsSalt, snapshot: request.snapshot, subject: subject?.id ?? null, nonce: subject?.nonce ?? null,
      audience: subject?.audience ?? null, origin: request.origin, order: subject?.order ?? null, observations: { ...arrival.observations }, token, receipt,
    })
    const answer: ClickReceipt = { acceptance: id, token, agreement, number, event, at, receipt }
    return {
      index, id, tokenHash: hashToken(token), recordHash, sequence, at: link.at, receipt, answer: JSON.stringify(answer), entry, wrapped: own.wrapped, content,
      record: key.sealText(`record/record/${link.contract}/${sequence}`, composed), salt: key.sealText(`record/salt/${link.contract}/${sequence}`, encodeHex(salt)),
    }
  }

  clear(name: number): void {
    this.#sheets.delete(name)
  }
}

/** The error that a fault tells of. */
export function raiseFault({ code, message, details }: Fault): Error {
  return code === null ? new Error(message) : new Refusal(code as Refusal['code'], message, details)
}
