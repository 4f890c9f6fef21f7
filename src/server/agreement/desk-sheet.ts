import type { Statement } from '../../core/consent/statement.ts'
import type { AcceptanceRequest } from '../../protocol/agreement.ts'
import type { Link, Observations } from '../record/compose.ts'
import type { SharedVault } from '../vault/vault.ts'
import type { ReceiptSigner } from './receipt-writer.ts'

/** What a desk works with. It stays in the memory of this process. */
export interface DeskKeys {
  readonly vault: SharedVault
  readonly receipts: ReceiptSigner
}

/** A click as it came; its body is JSON, or was parsed already. */
export interface Arrival {
  readonly agreement: string
  readonly body: Uint8Array | AcceptanceRequest
  readonly observations: Observations
}

/** What all clicks on one agreement have in common, as far as a desk needs it: `text` and its hash are of the version in force, null when none is. */
export interface DeskGround {
  readonly origins: readonly string[]
  readonly secret: string
  readonly text: string | null
  readonly documentHash: string | null
}

/** What came at one moment. Who asks about an agreement that has no ground is not looked at. */
export interface Sheet {
  /** Epoch milliseconds. */
  readonly now: number
  readonly grounds: ReadonlyMap<string, DeskGround>
  readonly arrivals: readonly Arrival[]
}

/** Why something is refused, in a form that goes from thread to thread. */
export interface Fault {
  readonly code: string | null
  readonly message: string
  readonly details: Readonly<Record<string, string | number>>
}

/** What the database is asked about a click, and what is wrong with it. */
export interface Opened {
  readonly statementHash: string
  readonly event: Statement['event']
  readonly presentation: Statement['presentation']
  readonly act: Statement['act']
  readonly challenge: string | null
  readonly keyThumbprint: string | null
  readonly isNamed: boolean
  readonly isOrder: boolean
  readonly subjectLookup: string | null
  /** Of who asks. */
  readonly refused: Fault | null
  /** Of what was signed, against the version in force. */
  readonly misfit: Fault | null
}

/** A click with its signature verified, or why it cannot be taken: JWS_REFUSED, STATEMENT_MALFORMED, STATEMENT_TOO_LARGE, BODY_MALFORMED. */
export type OpenOutcome = { readonly opened: Opened; readonly fault: null } | { readonly opened: null; readonly fault: Fault }

/** What is to be made for clicks on one version: their numbers on the sheet, and where their records stand. */
export interface Chain {
  readonly link: Link
  /** The contract's data key. */
  readonly key: Uint8Array
  readonly agreement: string
  readonly number: string
  readonly version: string
  readonly documentHash: string
  readonly clicks: readonly number[]
}

/** What is written for a click; `answer` is the receipt's JSON. */
export interface MadeClick {
  readonly index: number
  readonly id: string
  readonly tokenHash: string
  readonly recordHash: string
  readonly sequence: number
  /** When its record was made, as its chain says. */
  readonly at: number
  readonly receipt: string
  readonly answer: string
  readonly record: Uint8Array
  readonly salt: Uint8Array
  readonly entry: Uint8Array
  readonly wrapped: Uint8Array
  readonly content: Uint8Array
}
