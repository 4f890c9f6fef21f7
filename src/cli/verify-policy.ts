import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CodedError } from '../core/bytes/error.ts'
import { readCertificates } from '../core/validation/anchor.ts'
import type { Policy } from '../core/validation/policy.ts'
import { algorithmsOf, parsePolicyFile } from '../core/validation/policy-file.ts'
import type { PolicyFile } from '../core/validation/policy-file.ts'
import { joinSupplied, parseSupplied } from '../core/validation/supplied.ts'
import { parseCertificateOrNull } from '../core/pki/certificate.ts'
import { fromCaller } from './command.ts'
import type { VerifyArguments } from './verify-arguments.ts'

/** Certificates of one file; those in it that cannot be read are left out, but a file without any is refused (ANCHOR_UNREADABLE). */
async function readAnchorFile(path: string): Promise<Uint8Array[]> {
  const found = readCertificates(new Uint8Array(await readFile(path))).filter((der) => parseCertificateOrNull(der) !== null)
  if (found.length === 0) throw new CodedError('ANCHOR_UNREADABLE', 'no certificate in it')
  return found
}

/** Anchors of files, and of every file in folders. Throws ANCHOR_UNREADABLE. */
async function readAnchors(paths: readonly string[]): Promise<Uint8Array[]> {
  const anchors: Uint8Array[] = []
  for (const path of paths) {
    try {
      const files = (await stat(path)).isDirectory() ? (await readdir(path)).sort().map((name) => join(path, name)) : [path]
      for (const file of files) anchors.push(...(await readAnchorFile(file)))
    } catch (error) {
      throw error instanceof CodedError ? error : new CodedError('ANCHOR_UNREADABLE', 'file cannot be opened')
    }
  }
  return anchors
}

/** The root of this installation's own data folder, when nothing else is trusted. */
async function readOwnRoot(root: string): Promise<Uint8Array[]> {
  try {
    return await readAnchorFile(join(resolve(root, process.env['COUNTERSIGN_DATA'] ?? 'data'), 'authority', 'root.pem'))
  } catch {
    return []
  }
}

async function readPolicyFile(path: string): Promise<PolicyFile> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    throw new CodedError('POLICY_UNREADABLE', 'file cannot be opened', { member: '' })
  }
  return parsePolicyFile(text)
}

/** The policy and the instant that a command asks for. Throws POLICY_UNREADABLE, ANCHOR_UNREADABLE, SUPPLIED_UNREADABLE. */
export async function composePolicy(root: string, { trust, policy, at }: VerifyArguments, now: number): Promise<{ policy: Policy; time: number }> {
  const path = policy === null ? null : fromCaller(policy)
  const file = path === null ? null : await readPolicyFile(path)
  const beside = (names: readonly string[] | undefined): string[] => (names ?? []).map((name) => resolve(dirname(path ?? ''), name))
  const named = [...trust.map(fromCaller), ...beside(file?.anchors)]
  const supplied = []
  for (const name of beside(file?.supplied)) {
    try {
      supplied.push(parseSupplied(new Uint8Array(await readFile(name))))
    } catch {
      throw new CodedError('SUPPLIED_UNREADABLE', 'nothing in it that helps a check')
    }
  }
  const freshness = file?.revocation?.freshness
  return {
    time: at ?? (file?.time === undefined ? now : Date.parse(file.time)),
    policy: {
      anchors: named.length > 0 ? await readAnchors(named) : await readOwnRoot(root),
      ...joinSupplied(supplied),
      ...(file === null ? {} : { algorithms: algorithmsOf(file) }),
      ...(file?.acceptedPolicies ? { acceptedPolicies: file.acceptedPolicies } : {}),
      ...(freshness === undefined ? {} : { revocationFreshness: freshness * 1000 }),
      createHash: (hash) => createHash(hash.toLowerCase().replace('-', '')),
    },
  }
}
