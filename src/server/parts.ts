import type { FontSet } from '../core/typeset/font.ts'
import type { Authority } from './authority/authority.ts'
import type { Blobs } from './blob.ts'
import type { IdentityProvider } from './identity/provider.ts'
import type { Log } from './log/log.ts'
import type { Mailer } from './mail/mailer.ts'
import type { Settings } from './settings.ts'
import type { Store } from './storage/database.ts'
import type { TimestampSource } from './timestamp/source.ts'
import type { Vault } from './vault/vault.ts'
import type { Derivations } from './acceptance/derivation.ts'
import type { Pages } from './page/page.ts'
import type { Outside } from './relay/outside.ts'

/** Everything the app is made of; tests put in their own clock and folder, `serve` the real ones. */
export interface Parts {
  readonly settings: Settings
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Random bytes of a given length. */
  readonly random: (length: number) => Uint8Array
  readonly store: Store
  readonly vault: Vault
  readonly blobs: Blobs
  readonly mailer: Mailer
  readonly authority: Authority
  readonly timestamps: TimestampSource
  /** Who else can show who a person is, beside the mailed code and the operator: an OpenID provider, an electronic identity card. */
  readonly identityProviders?: readonly IdentityProvider[]
  /** What other authorities publish of their certificates. */
  readonly outside: Outside
  readonly log: Log
  readonly fonts: FontSet
  readonly derivations: Derivations
  /** The built client; null when only the programming interface is served. */
  readonly pages: Pages | null
  /** Hash of the client's and cores' sources. */
  readonly build: string
  /** What is written to standard error: routes, statuses and codes in production, failures only outside it, nothing in tests. */
  readonly logLevel: 'info' | 'error' | 'silent'
}
