import type { DerNode } from '../bytes/der.ts'
import { encodeSequence } from '../bytes/der.ts'
import { encodeHex } from '../bytes/hex.ts'
import { malformedExtension, readWhole } from './extension.ts'
import { foldName } from './name.ts'

/** Reasons as bits 1 (keyCompromise) to 8 (aACompromise) of ReasonFlags (RFC 5280 §4.2.1.13). */
export const ALL_REASONS = 0x1fe

/** One place where lists about a certificate are published. Names are in a form made for comparing. */
export interface DistributionPoint {
  /** Full names; null when there are none. */
  readonly names: readonly string[] | null
  /** DER of a name relative to the list's issuer. */
  readonly relative: Uint8Array | null
  readonly reasons: number
  /** Folded names of the list's issuer where that is not the certificate's. */
  readonly issuers: readonly string[]
}

/** A GeneralName in a form made for comparing. */
function keyOf(node: DerNode): string {
  return node.tag === 0xa4 ? `directory ${foldName(readWhole(node.content, 0x30).bytes)}` : `${node.tag} ${encodeHex(node.content)}`
}

export const directoryKey = (folded: string): string => `directory ${folded}`

/** ReasonFlags. */
export function readReasons(node: DerNode): number {
  const octets = node.content.subarray(1)
  let flags = 0
  for (let bit = 0; bit < 9; bit++) if ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) flags |= 1 << bit
  return flags & ALL_REASONS
}

/** DistributionPointName: full names, or one relative to the issuer. */
export function readPointName(node: DerNode | undefined): Pick<DistributionPoint, 'names' | 'relative'> {
  const choice = node?.children()[0]
  if (choice?.tag === 0xa0) return { names: choice.children().map(keyOf), relative: null }
  if (choice?.tag === 0xa1) return { names: null, relative: choice.content }
  return { names: null, relative: null }
}

/** cRLDistributionPoints and freshestCRL (§4.2.1.13, §4.2.1.15). Throws EXTENSION_MALFORMED, DER_MALFORMED. */
export function readDistributionPoints(value: Uint8Array): DistributionPoint[] {
  return readWhole(value, 0x30).children().map((point) => {
    if (point.tag !== 0x30) return malformedExtension('not a distribution point', point.start)
    const fields = point.children()
    const reasons = fields.find((node) => node.tag === 0x81)
    const issuers = fields.find((node) => node.tag === 0xa2)?.children().filter((node) => node.tag === 0xa4) ?? []
    return {
      ...readPointName(fields.find((node) => node.tag === 0xa0)),
      reasons: reasons ? readReasons(reasons) : ALL_REASONS,
      issuers: issuers.map((node) => foldName(readWhole(node.content, 0x30).bytes)),
    }
  })
}

/** Every form under which a point's name may be compared; `issuers` are folded names of those it may be relative to. */
export function comparableNames({ names, relative }: Pick<DistributionPoint, 'names' | 'relative'>, issuers: readonly string[]): string[] {
  if (names !== null) return [...names]
  if (relative === null) return []
  const own = foldName(encodeSequence(encodeRelative(relative)))
  return issuers.map((issuer) => directoryKey(issuer === '' ? own : `${issuer},${own}`))
}

/** A RelativeDistinguishedName from its content. */
function encodeRelative(content: Uint8Array): Uint8Array {
  const bytes = encodeSequence(content)
  bytes[0] = 0x31
  return bytes
}
