import { isCodedError } from '../../bytes/error.ts'
import { parseNoteKey } from '../../log/note.ts'
import { failed, noted, passed, type Check } from '../../validation/check.ts'
import type { SignatureFacts } from '../../validation/facts.ts'
import type { SignatureReport } from '../../validation/report.ts'
import { decodeLogProof, verifyLogProof } from '../log-proof.ts'

/** A certification authority that commits each certificate to a log, as its reader knows it. */
export interface LogTrust {
  /** SHA-256 of the root's DER, hex. */
  readonly root: string
  /** Verifier keys of its logs, newest first. */
  readonly verifiers: readonly string[]
  /** When its first log began, epoch milliseconds: certificates used before it are older than the log. */
  readonly since: number
}

/** Where a certificate stands in a log. */
export interface CertificatePlace {
  readonly origin: string
  readonly index: number
  readonly size: number
  /** Base64 of the proven tree's root is in it; a `.tlog-proof` to keep. */
  readonly proof: string
}

export interface CertificateLogFinding {
  readonly check: Check
  readonly place: CertificatePlace | null
}

async function verifyAny(value: Uint8Array, thumbprint: string, verifiers: readonly string[]): Promise<CertificatePlace> {
  const given = decodeLogProof(value)
  let refusal: unknown = null
  for (const verifier of verifiers) {
    try {
      const { index, head } = await verifyLogProof(given, thumbprint, ['certificate'], parseNoteKey(verifier))
      return { origin: head.origin, index, size: head.size, proof: given.proof }
    } catch (error) {
      // The newest log's reason is the one told, unless an older log's own checkpoint was refused for a better one.
      refusal ??= error
    }
  }
  throw refusal
}

/**
 * V47: a certificate of an authority with a log is shown to be in it, by the proof that the signature carries. Null where no log is known for
 * the root that the path leads to: then nothing is said.
 */
export async function judgeCertificateLog(signature: SignatureFacts, report: SignatureReport, logs: readonly LogTrust[]): Promise<CertificateLogFinding | null> {
  const certificate = report.path[0]
  const trust = logs.find(({ root }) => report.path.some(({ thumbprint }) => thumbprint === root))
  if (!certificate || !trust) return null
  const [value, surplus] = signature.logProofs
  if (!value) {
    const isOlder = report.bestSignatureTime !== null && Date.parse(report.bestSignatureTime) < trust.since
    return { check: isOlder ? noted('certificate-log', { reason: 'older' }) : failed('certificate-log', { reason: 'absent' }), place: null }
  }
  if (surplus) return { check: failed('certificate-log', { reason: 'broken' }), place: null }
  try {
    const place = await verifyAny(value, certificate.thumbprint, trust.verifiers)
    return { check: passed('certificate-log', { values: { index: String(place.index), size: String(place.size), origin: place.origin } }), place }
  } catch (error) {
    if (isCodedError(error)) return { check: failed('certificate-log', { reason: error.code === 'LOG_PROOF_MISMATCH' ? 'other' : 'broken' }), place: null }
    throw error
  }
}
