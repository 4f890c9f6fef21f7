import { certificateKeyUntil, reliableUntil } from '../pki/algorithm-policy.ts'
import type { Certificate } from '../pki/certificate.ts'
import type { ProofsOfExistence } from './poe.ts'
import { collectAnswers, needsNoRevocation } from './revocation.ts'
import type { RevocationAnswer, RevocationData } from './revocation.ts'

/** The latest instant at which a path was beyond doubt; null when nothing at hand says so (NO_POE). */
export type ControlTime = number | null

function reliable(data: RevocationData, certificate: Certificate, issuer: Certificate): number {
  return Math.min(reliableUntil(data.algorithms, certificate.signatureAlgorithm, issuer.spki), certificateKeyUntil(data.algorithms, certificate))
}

/** An answer issued and proven to exist before the control time, the newest first (step 2(a)). */
function findAnswer(answers: readonly RevocationAnswer[], control: number, poe: ProofsOfExistence): RevocationAnswer | null {
  return answers.filter((one) => one.asOf < control && poe.earliest(one.der) <= control).sort((a, b) => b.asOf - a.asOf)[0] ?? null
}

/**
 * Validation-time sliding (EN 319 102-1 §5.6.2.2) over a path, the end certificate first and the anchor last: from now back to an instant
 * at which each certificate was neither revoked nor weak, by data that are proven to have existed then.
 */
export async function slideTime(path: readonly Certificate[], data: RevocationData, now: number, poe: ProofsOfExistence): Promise<ControlTime> {
  let control = now
  for (let place = path.length - 2; place >= 0; place--) {
    const [certificate, issuer] = [path[place]!, path[place + 1]!]
    if (poe.earliest(certificate.der) > control && place > 0) return null
    if (!needsNoRevocation(certificate)) {
      const answers = await collectAnswers(certificate, issuer, data, certificate.notBefore)
      const answer = findAnswer(answers, control, poe)
      if (answer === null) return null
      const { revoked, asOf, nextUpdate } = answer
      if (revoked !== null && revoked.revokedAt <= control) control = revoked.revokedAt
      // as in the judgement of a path, data count until their next issue is due
      else control = Math.min(control, (nextUpdate ?? asOf + data.freshness) + 999)
    }
    control = Math.min(control, reliable(data, certificate, issuer))
  }
  return control
}
