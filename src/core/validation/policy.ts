/** What a judgement rests on besides the file. Times are epoch milliseconds, certificates and CRLs DER. */
export interface Policy {
  /** Certificates trusted explicitly; nothing else is. */
  readonly anchors: readonly Uint8Array[]
  /** More certificates that may help to build a path. */
  readonly certificates?: readonly Uint8Array[]
  /** Revocation data supplied beside the file. */
  readonly crls?: readonly Uint8Array[]
  readonly ocsps?: readonly Uint8Array[]
}
