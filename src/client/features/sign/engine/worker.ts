import { hashStatement } from '../../../../core/consent/statement.ts'
import { composeStatement } from '../../../../core/ceremony/statement.ts'
import { createCertificateRequest } from '../../../../core/pki/request.ts'
import { computeKeyThumbprint } from '../../../../core/pki/thumbprint.ts'
import { forgetSigningKey, nameSigningKey, unlockSigningKey } from '../../../keystore/signing-key.ts'
import { loadFonts } from '../../../worker/fonts.ts'
import { serve } from '../../../worker/serve.ts'
import { deriveHeld, loadTypesetter, rederive } from './derivation.ts'
import type { Commands, Phase } from './message.ts'
import { signAct } from './signature.ts'

/** The signing worker: derives, makes keys, signs. Keys stay here and in the device's storage; the page gets thumbprints, requests and files. */

async function makeKey({ id, email, key }: Commands['make-key']['input']): Promise<Commands['make-key']['output']> {
  const { keyThumbprint, pair } = await nameSigningKey(id, key)
  // A key that has its certificate asks for none.
  if (!pair) return { keyThumbprint, request: new Uint8Array() }
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  return { keyThumbprint: computeKeyThumbprint(spki), request: await createCertificateRequest(pair, email) }
}

async function state({ source, act, event, appBuild }: Commands['state']['input']): Promise<Commands['state']['output']> {
  const { document, derived } = await rederive(source, act.baseHash)
  const { controls, review, snapshotHash, conspicuousness, claims, claimsSalt, claimedTime } = act.consent
  const statement = composeStatement({
    document, party: act.party, values: act.values, salt: act.salt, id: act.id, event, act: 'certificate-signature', baseRevision: derived.hash, person: act.person,
    controls, review, reason: act.reason ?? null, snapshotHash, conspicuousness, claims, claimsSalt, appBuild, keyThumbprint: act.keyThumbprint, challenge: act.challenge, claimedTime,
  })
  return { statement, statementHash: hashStatement(statement) }
}

serve<Commands, Phase>(
  {
    warm: async ({ isOwnFile }) => {
      await Promise.all([loadFonts(), isOwnFile ? import('./own-file.ts') : loadTypesetter()])
      return null
    },
    derive: async (source, onPhase) => {
      const { document, derived } = await deriveHeld(source, (share) => onPhase({ share }))
      return { bytes: document.file === null ? derived.bytes : null, hash: derived.hash, length: derived.bytes.length }
    },
    'make-key': makeKey,
    state,
    sign: (command, onPhase) => signAct(command, Date.now(), () => onPhase('timestamping')),
    unlock: async ({ id, key, secret }) => {
      await unlockSigningKey(id, key, secret, Date.now())
      return null
    },
    'forget-key': async ({ id }) => {
      await forgetSigningKey(id)
      return null
    },
  },
  'WORKER_FAILED',
)
