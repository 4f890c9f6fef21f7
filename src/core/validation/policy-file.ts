import * as z from 'zod/mini'
import { CodedError } from '../bytes/error.ts'
import { DEFAULT_ALGORITHM_POLICY } from '../pki/algorithm-policy.ts'
import type { AlgorithmPolicy } from '../pki/algorithm-policy.ts'

/** A date (until then, excluded), `never` for what is not believed at all, or null for without end. */
const until = z.nullable(z.union([z.literal('never'), z.iso.date(), z.iso.datetime({ offset: true })]))
const oid = z.string().check(z.regex(/^[0-2](\.(0|[1-9]\d*))+$/))
const paths = z.optional(z.array(z.string().check(z.minLength(1))).check(z.maxLength(1000)))
const keyUntil = z.array(z.strictObject({ bits: z.int().check(z.minimum(0), z.maximum(16_384)), until })).check(z.maxLength(16))

/**
 * A policy file: what `--policy` reads. Paths are relative to the file itself; each may hold PEM, DER or PKCS#7.
 * Members that are absent leave the judge's own defaults.
 */
export const policyFileSchema = z.strictObject({
  /** Always `countersign/judge-policy/1`. */
  schema: z.literal('countersign/judge-policy/1'),
  /** Files with the certificates to trust; with `--trust`, all of them. */
  anchors: paths,
  /** Files with further certificates, lists and OCSP answers that may help. */
  supplied: paths,
  /** The instant to judge at; `--at` goes before it. */
  time: z.optional(z.iso.datetime({ offset: true })),
  /** Certificate policies of which the signatory's path must keep one. */
  acceptedPolicies: z.optional(z.array(oid).check(z.maxLength(256))),
  revocation: z.optional(z.strictObject({
    /** Seconds for which data without a date of their next issue count. */
    freshness: z.optional(z.int().check(z.minimum(0), z.maximum(315_360_000))),
  })),
  algorithms: z.optional(z.strictObject({
    hashes: z.optional(z.partialRecord(z.enum(['MD5', 'SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-224', 'SHA3-256', 'SHA3-384', 'SHA3-512', 'SHAKE256']), until)),
    keys: z.optional(z.strictObject({ RSA: z.optional(keyUntil), EC: z.optional(keyUntil), Ed25519: z.optional(keyUntil), Ed448: z.optional(keyUntil), DSA: z.optional(keyUntil) })),
  })),
})

export type PolicyFile = z.infer<typeof policyFileSchema>

const MAX_BYTES = 1_048_576

/** Reads a policy file's text. Throws POLICY_UNREADABLE; `details.member` says where. */
export function parsePolicyFile(text: string): PolicyFile {
  if (text.length > MAX_BYTES) throw new CodedError('POLICY_UNREADABLE', 'larger than any policy', { member: '' })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CodedError('POLICY_UNREADABLE', 'not JSON', { member: '' })
  }
  const result = policyFileSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new CodedError('POLICY_UNREADABLE', 'not a policy', { member: issue?.path.join('.') ?? '' })
}

const instantOf = (value: string | null): number => (value === null ? Infinity : value === 'never' ? -Infinity : Date.parse(value))

/** The algorithms of a policy file over the defaults. */
export function algorithmsOf({ algorithms }: PolicyFile): AlgorithmPolicy {
  const hashes = Object.fromEntries(Object.entries(algorithms?.hashes ?? {}).map(([name, value]) => [name, instantOf(value ?? null)]))
  const keys = Object.fromEntries(Object.entries(algorithms?.keys ?? {}).map(([kind, rows]) => [kind, (rows ?? []).map((row) => ({ bits: row.bits, until: instantOf(row.until) }))]))
  return { hashes: { ...DEFAULT_ALGORITHM_POLICY.hashes, ...hashes }, keys: { ...DEFAULT_ALGORITHM_POLICY.keys, ...keys } }
}
