import { encodeBase64Url } from '../../core/bytes/base64.ts'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { composeStatement } from '../../core/ceremony/statement.ts'
import type { Control, Statement } from '../../core/consent/statement.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { computeJwkThumbprint, exportPublicJwk, signJws } from '../../core/pki/jws.ts'
import type { AcceptanceRequest, Order } from '../../protocol/agreement.ts'
import { requestClickChallenge } from '../api/agreement.ts'
import type { Asker } from '../api/agreement.ts'
import { gatherClaims, readClock } from '../consent/claims.ts'
import type { MeasuredPress } from '../consent/press.ts'
import type { Reading } from '../consent/reading.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))

/** What is agreed to, or not, and by whom as far as anybody said. */
export interface ClickInput {
  readonly agreement: string
  readonly number: string
  readonly document: ContractDocument
  readonly asker: Asker
  readonly order: Order | null
  /** The host's word for the person, or none. */
  readonly name: string
  readonly reading: Reading
  readonly appBuild: string
  readonly measured: MeasuredPress | null
}

function compose(input: ClickInput, event: Statement['event'], facts: { controls: readonly Pick<Control, 'id' | 'final' | 'changedAt'>[]; keyThumbprint: string | null; challenge: string | null; salt: string; claimsSalt: string }) {
  const { document, order, name, reading, appBuild, measured } = input
  const clock = readClock()
  const claims = gatherClaims(reading, clock)
  const party = document.parties.find(({ id, signs }) => signs && id !== 'seller')?.id ?? 'buyer'
  const statement = composeStatement({
    document, party, values: order ? { order: encodeCanonicalJson(order) } : {}, salt: facts.salt, total: order?.total ?? null, id: encodeBase64Url(randomBytes(16)), event,
    act: event === 'declined' ? 'none' : 'key-signed-click', baseRevision: null, person: { name, capacity: 'self', place: null }, controls: facts.controls,
    review: { shown: order !== null, edits: 0, confirmed: true }, reason: null, snapshotHash: measured?.snapshotHash ?? null, conspicuousness: measured?.conspicuousness ?? [], claims,
    claimsSalt: facts.claimsSalt, appBuild, keyThumbprint: facts.keyThumbprint, challenge: facts.challenge, claimedTime: clock,
  })
  return { statement, claims: { ...claims } }
}

export interface AgreeInput extends ClickInput {
  readonly controls: readonly Pick<Control, 'id' | 'final' | 'changedAt'>[]
  readonly event: 'agreed' | 're-accepted'
}

/** Closes and signs an acceptance: a key is made for this one act, signs the statement, and is forgotten. Nothing is agreed before it was sent. */
export async function closeAcceptance(input: AgreeInput): Promise<AcceptanceRequest> {
  const { agreement, number, asker, measured } = input
  const keys = await crypto.subtle.generateKey(P256, false, ['sign', 'verify'])
  const jwk = await exportPublicJwk(keys.publicKey)
  const keyThumbprint = computeJwkThumbprint(jwk)
  const { challenge } = await requestClickChallenge(agreement, number, keyThumbprint, asker)
  const [salt, claimsSalt] = [encodeHex(randomBytes(32)), encodeHex(randomBytes(32))]
  const { statement, claims } = compose(input, input.event, { controls: input.controls, keyThumbprint, challenge, salt, claimsSalt })
  const jws = await signJws(keys.privateKey, { jwk, typ: 'countersign-statement+jws' }, statement)
  return { jws, statement: null, salt, claims, claimsSalt, snapshot: measured?.snapshot ?? null, ...asker }
}

/** Closes a no: no key, no question. */
export function closeDecline(input: ClickInput): AcceptanceRequest {
  const [salt, claimsSalt] = [encodeHex(randomBytes(32)), encodeHex(randomBytes(32))]
  const { statement, claims } = compose({ ...input, measured: null }, 'declined', { controls: [], keyThumbprint: null, challenge: null, salt, claimsSalt })
  return { jws: null, statement, salt, claims, claimsSalt, snapshot: null, ...input.asker }
}
