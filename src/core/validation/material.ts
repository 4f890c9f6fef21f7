import { isCodedError } from '../bytes/error.ts'
import { readDer } from '../bytes/der.ts'
import { findAttribute } from '../cms/attribute.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import type { SignedData } from '../cms/signed-data.ts'
import { DEFAULT_ALGORITHM_POLICY } from '../pki/algorithm-policy.ts'
import {
  OID_ARCHIVE_TIME_STAMP_V3, OID_CERTIFICATE_VALUES, OID_CONTENT_TIME_STAMP, OID_REVOCATION_INFO_ARCHIVAL, OID_REVOCATION_VALUES, OID_SIGNATURE_TIME_STAMP,
} from '../pki/oids.ts'
import type { Facts } from './facts.ts'
import type { Policy } from './policy.ts'
import type { TrustMaterial } from './trust.ts'

/** DER of what may help to judge paths; nothing of it is believed before it is verified. */
export interface Material {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}

const NOTHING: Material = { certificates: [], crls: [], ocsps: [] }
const DAY = 86_400_000
const TOKEN_ATTRIBUTES = [OID_SIGNATURE_TIME_STAMP, OID_CONTENT_TIME_STAMP, OID_ARCHIVE_TIME_STAMP_V3]

export function joinMaterial(all: readonly Material[]): Material {
  return { certificates: all.flatMap((one) => one.certificates), crls: all.flatMap((one) => one.crls), ocsps: all.flatMap((one) => one.ocsps) }
}

/** What cannot be read is passed over: whoever made the file chose it. */
function unlessDamaged<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (isCodedError(error)) return otherwise
    throw error
  }
}

/**
 * Lists of a context-tagged sequence: [0] lists, [1] OCSP answers (Acrobat's attribute, ISO 32000-2 §12.8.3.3.2, holds whole responses;
 * CAdES' revocation-values, EN 319 122-1 §A.1.2, basic ones).
 */
function readRevocation(value: Uint8Array): Material {
  const fields = readDer(value, 0, 'BER').children()
  const listed = (tag: number): Uint8Array[] => fields.filter((node) => node.tag === tag).flatMap((node) => node.children()).flatMap((node) => (node.tag === 0x30 ? node.children() : [])).map(({ bytes }) => bytes)
  return { certificates: [], crls: listed(0xa0), ocsps: listed(0xa1).map(wrapBasicResponse) }
}

const OK_RESPONSE = Uint8Array.of(0x0a, 0x01, 0x00)
const BASIC_TYPE = Uint8Array.of(0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01)

function wrap(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : length < 0x10000 ? [tag, 0x82, length >> 8, length & 0xff] : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  const whole = new Uint8Array(head.length + length)
  whole.set(head)
  let at = head.length
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** An OCSPResponse around a BasicOCSPResponse; one that is whole already stays as it is. */
function wrapBasicResponse(der: Uint8Array): Uint8Array {
  const isWhole = readDer(der, 0, 'BER').children()[0]?.tag === 0x0a
  return isWhole ? der : wrap(0x30, OK_RESPONSE, wrap(0xa0, wrap(0x30, BASIC_TYPE, wrap(0x04, der))))
}

function readAttributes(cms: SignedData, depth: number): Material[] {
  return cms.signers.flatMap(({ signedAttributes, unsignedAttributes }) => {
    const attributes = [...signedAttributes, ...unsignedAttributes]
    const valuesOf = (oid: string): readonly Uint8Array[] => findAttribute(attributes, oid)?.values ?? []
    const revocation = [OID_REVOCATION_INFO_ARCHIVAL, OID_REVOCATION_VALUES].flatMap(valuesOf).map((value) => unlessDamaged(() => readRevocation(value), NOTHING))
    const certificates = valuesOf(OID_CERTIFICATE_VALUES).map((value) => unlessDamaged(() => ({ ...NOTHING, certificates: readDer(value).children().map(({ bytes }) => bytes) }), NOTHING))
    const tokens = depth > 0 ? [] : TOKEN_ATTRIBUTES.flatMap(valuesOf).map((token) => unlessDamaged(() => materialOf(parseSignedData(token), depth + 1), NOTHING))
    return [...revocation, ...certificates, ...tokens]
  })
}

/** Certificates, lists and answers that a CMS carries, in its own fields, in attributes and in the tokens among them. */
export function materialOf(cms: SignedData, depth = 0): Material {
  return joinMaterial([{ certificates: cms.certificates, crls: cms.crls, ocsps: cms.ocsps }, ...readAttributes(cms, depth)])
}

function unique(ders: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Map<string, Uint8Array>()
  for (const der of ders) {
    const key = `${der.length} ${der.subarray(-48).join()} ${der.subarray(0, 48).join()}`
    if (!seen.has(key)) seen.set(key, der)
  }
  return [...seen.values()]
}

/** Everything that the file and the policy offer, each once. */
export function gatherMaterial({ signatures, store }: Pick<Facts, 'signatures' | 'store'>, policy: Policy): TrustMaterial {
  const { certificates = [], crls = [], ocsps = [] } = policy
  const all = joinMaterial([{ certificates, crls, ocsps }, ...signatures.map((one) => one.material), store])
  return { ...settingsOf(policy), certificates: unique(all.certificates), crls: unique(all.crls), ocsps: unique(all.ocsps) }
}

/** What a policy decides besides data. */
export function settingsOf({ anchors, algorithms = DEFAULT_ALGORITHM_POLICY, acceptedPolicies = [], revocationFreshness = DAY }: Policy): Omit<TrustMaterial, keyof Material> {
  return { anchors, algorithms, acceptedPolicies, freshness: revocationFreshness }
}
