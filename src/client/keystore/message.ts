import type { BroughtFile, NewKey } from './kept-key.ts'
import type { KeptKey } from './kept-record.ts'
import type { Secret } from './unlock.ts'

type Passkey = Extract<Secret, { kind: 'passkey' }>

/** What the key worker can be asked for. Keys stay there and in the device's storage, wrapped; pages get facts, requests and backups. */
export interface Commands {
  create: { input: NewKey; output: KeptKey }
  /** Keeps every key of the file that may sign; gives the first. */
  bring: { input: BroughtFile; output: KeptKey }
  request: { input: { readonly id: string; readonly secret: Secret }; output: Uint8Array }
  'change-passphrase': { input: { readonly id: string; readonly secret: Secret; readonly passphrase: string }; output: KeptKey }
  'add-passkey': { input: { readonly id: string; readonly secret: Secret; readonly passkey: Passkey; readonly salt: Uint8Array }; output: KeptKey }
  /** Opens the key and closes it again: whether the secret is right. */
  open: { input: { readonly id: string; readonly secret: Secret }; output: null }
  /** Opens the key for one signature; ECDSA values in DER. */
  sign: { input: { readonly id: string; readonly secret: Secret; readonly data: Uint8Array }; output: Uint8Array }
  export: { input: { readonly id: string; readonly secret: Secret; readonly passphrase: string }; output: Uint8Array }
}
