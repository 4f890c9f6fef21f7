import type { Statement } from '../../../../core/consent/statement.ts'
import type { Service } from '../../../../protocol/service.ts'
import type { ChosenKey } from '../../../keystore/signing-key.ts'
import type { Secret } from '../../../keystore/unlock.ts'
import type { ActAt } from '../act/act.ts'

/** What the file is derived from; the canonical document is parsed in the worker again, so that nothing but its text decides. */
export interface Source {
  readonly document: string
  readonly publication: Uint8Array
  readonly values: Readonly<Record<string, string>>
  /** 32 bytes in hex. */
  readonly salt: string
  /** The seller's own file, where the document names one. */
  readonly file?: Blob | null
}

export interface Derived {
  /** Null where the pages are a seller's own file, which the page has already. */
  readonly bytes: Uint8Array | null
  readonly hash: string
  readonly length: number
}

/** What is uploaded: the whole file, or with `after` what is appended after so many bytes that the service has, too. */
export interface Signed {
  readonly file: Uint8Array
  readonly after: number | null
}

export interface SignCommand {
  readonly source: Source
  readonly act: ActAt<'certified'>
  /** What is signed over when others have signed before; null: the base revision. Of a seller's own file, only what follows the base. */
  readonly last: Uint8Array | null
  /** DER of the service's root. */
  readonly root: Uint8Array
  /** DER of other roots that timestamps may lead to. */
  readonly timestampAnchors?: readonly Uint8Array[]
  /** The service's public log. */
  readonly log: Service['log']
  readonly checkAddress: string
}

/** What the worker can be asked for, and what it answers. */
export interface Commands {
  /** Fetches fonts and code ahead of time. */
  warm: { input: { readonly isOwnFile: boolean }; output: null }
  derive: { input: Source; output: Derived }
  'make-key': { input: { readonly id: string; readonly email: string; readonly key: ChosenKey | null }; output: { readonly keyThumbprint: string; readonly request: Uint8Array } }
  state: { input: { readonly source: Source; readonly act: ActAt<'challenged'>; readonly event: Statement['event']; readonly appBuild: string }; output: { readonly statement: string; readonly statementHash: string } }
  sign: { input: SignCommand; output: Signed }
  /** Opens a kept or brought key for one act. */
  unlock: { input: { readonly id: string; readonly key: ChosenKey; readonly secret: Secret }; output: null }
  'forget-key': { input: { readonly id: string }; output: null }
}

/** How far the work is: what has begun, or the share of a large file that is read. */
export type Phase = 'timestamping' | { readonly share: number }
