import type { Claims, Control, Finding, Statement } from '../../../../core/consent/statement.ts'
import type { ParticularValues, PartyId } from '../../../../core/contract/document.ts'
import type { ChosenKey } from '../../../keystore/signing-key.ts'
import type { Receipt } from '../../../../protocol/receipt.ts'
import type { CertificateAnswer } from '../../../../protocol/service.ts'

/** What the person saw and did at the press of the button; nothing is added later. */
export interface Consent {
  readonly controls: readonly Pick<Control, 'id' | 'final' | 'changedAt'>[]
  readonly review: Statement['review']
  readonly snapshotHash: string
  /** The region itself; absent in an act of an earlier page. */
  readonly snapshot?: string
  readonly conspicuousness: readonly Finding[]
  readonly claims: Claims
  readonly claimsSalt: string
  /** When the button was pressed, in the signatory's zone: the /M of the signature. */
  readonly claimedTime: string
}

interface Consented {
  /** Names the act, its key and its statement. */
  readonly id: string
  readonly offer: string
  readonly party: PartyId
  /** The address that the certificate will hold: the offer's. */
  readonly email: string
  readonly documentHash: string
  readonly person: Pick<Statement['party'], 'name' | 'capacity' | 'place'>
  /** In the person's own words; null, or absent in an act of an earlier page: none was given. */
  readonly reason?: string | null
  readonly values: ParticularValues
  readonly salt: string
  readonly consent: Consent
  /** Null, or absent in an act of an earlier page: a one-time key of the act’s own. */
  readonly key?: ChosenKey | null
}
interface Derived extends Consented { readonly baseHash: string }
/** `request`: the PKCS#10 request, kept so that asking again asks the same. */
interface KeyMade extends Derived { readonly keyThumbprint: string; readonly request: Uint8Array }
interface Challenged extends KeyMade { readonly challenge: string }
interface Stated extends Challenged { readonly statement: string; readonly statementHash: string }
interface CodeSent extends Stated { readonly maskedEmail: string; readonly codeExpiresAt: string }
/**
 * `log`: what shows the certificate in the public log, as it came with the certificate; an act kept from before the log has none.
 * `overtaken`: how often another party's signature was stored first.
 */
interface Certified extends CodeSent { readonly certificate: Uint8Array; readonly chain: readonly Uint8Array[]; readonly log?: CertificateAnswer['log']; readonly overtaken?: number }
/** `after`: the file is what is appended after so many bytes that the service has; null or absent, it is the whole file. */
interface Signed extends Certified { readonly file: Uint8Array; readonly after?: number | null }
interface Acknowledged extends Signed { readonly receipt: Receipt }

/**
 * An act of signing as it is kept on the device. Each stage is written down before the next is begun; what a stage holds is enough to
 * go on after a crash at any point. An upload without an answer stays `signed` and is repeated with the same bytes.
 */
export type Act =
  | ({ readonly stage: 'consented' } & Consented)
  | ({ readonly stage: 'derived' } & Derived)
  | ({ readonly stage: 'key-made' } & KeyMade)
  | ({ readonly stage: 'challenged' } & Challenged)
  | ({ readonly stage: 'stated' } & Stated)
  | ({ readonly stage: 'code-sent' } & CodeSent)
  | ({ readonly stage: 'certified' } & Certified)
  | ({ readonly stage: 'signed' } & Signed)
  | ({ readonly stage: 'acknowledged' } & Acknowledged)

export type ActStage = Act['stage']
export type ActAt<S extends ActStage> = Extract<Act, { stage: S }>

export const STAGES = ['consented', 'derived', 'key-made', 'challenged', 'stated', 'code-sent', 'certified', 'signed', 'acknowledged'] as const satisfies readonly ActStage[]

/** What came of the work that a stage asks for. */
export type Outcome =
  | { readonly kind: 'derived'; readonly baseHash: string }
  | { readonly kind: 'key-made'; readonly keyThumbprint: string; readonly request: Uint8Array }
  | { readonly kind: 'challenged'; readonly challenge: string }
  | { readonly kind: 'stated'; readonly statement: string; readonly statementHash: string }
  | { readonly kind: 'code-sent'; readonly maskedEmail: string; readonly codeExpiresAt: string }
  | { readonly kind: 'certified'; readonly certificate: Uint8Array; readonly chain: readonly Uint8Array[]; readonly log?: CertificateAnswer['log'] }
  | { readonly kind: 'signed'; readonly file: Uint8Array; readonly after?: number | null }
  | { readonly kind: 'acknowledged'; readonly receipt: Receipt }
  /** Another party signed first: what was signed is destroyed, and the newer revision is signed with the same key and statement. */
  | { readonly kind: 'overtaken' }

/**
 * The act after an outcome. Only the outcome that follows the present stage moves it; a fresh code changes the code's term only, and a
 * signature that was overtaken takes the act back to its certificate;
 * anything else is a programming mistake and throws.
 */
export function advance(act: Act, outcome: Outcome): Act {
  if (outcome.kind === 'overtaken') {
    if (act.stage !== 'signed') throw new Error(`an act that is ${act.stage} cannot be overtaken`)
    const { file: _, after: __, ...certified } = act
    return { ...certified, stage: 'certified', overtaken: (act.overtaken ?? 0) + 1 }
  }
  const { kind, ...gained } = outcome
  const isFreshCode = act.stage === 'code-sent' && kind === 'code-sent'
  if (!isFreshCode && STAGES.indexOf(kind) !== STAGES.indexOf(act.stage) + 1) throw new Error(`an act that is ${act.stage} cannot become ${kind}`)
  // The stages are ordered and each outcome holds exactly what its stage adds, so the sum has the stage's shape.
  return { ...act, ...gained, stage: kind } as Act
}

/** Whether something read from storage is an act of this page's making; the page wrote it itself, so its stage and names decide. */
export function isAct(value: unknown): value is Act {
  if (typeof value !== 'object' || value === null || !('stage' in value) || !('id' in value) || !('offer' in value)) return false
  return typeof value.id === 'string' && typeof value.offer === 'string' && STAGES.some((stage) => stage === value.stage)
}
