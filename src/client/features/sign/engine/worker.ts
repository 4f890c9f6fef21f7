import { CodedError } from '../../../../core/bytes/error.ts'
import { hashStatement } from '../../../../core/consent/statement.ts'
import { composeStatement } from '../../../../core/ceremony/statement.ts'
import { createCertificateRequest } from '../../../../core/pki/request.ts'
import { computeKeyThumbprint } from '../../../../core/pki/thumbprint.ts'
import { forgetOneTimeKey, makeOneTimeKey } from '../../../keystore/one-time-key.ts'
import { deriveHeld, rederive } from './derivation.ts'
import { loadFonts } from './fonts.ts'
import type { Answer, Commands, Request } from './message.ts'
import { signAct } from './signature.ts'

/** The signing worker: derives, makes keys, signs. Keys stay here and in the device's storage; the page gets thumbprints, requests and files. */

async function makeKey({ id, email }: Commands['make-key']['input']): Promise<Commands['make-key']['output']> {
  const keys = await makeOneTimeKey(id)
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
  return { keyThumbprint: computeKeyThumbprint(spki), request: await createCertificateRequest(keys, email) }
}

async function state({ source, act, event, appBuild }: Commands['state']['input']): Promise<Commands['state']['output']> {
  const { document, derived } = await rederive(source, act.baseHash)
  const { controls, review, snapshotHash, conspicuousness, claims, claimsSalt, claimedTime } = act.consent
  const statement = composeStatement({
    document, party: act.party, values: act.values, salt: act.salt, id: act.id, event, act: 'certificate-signature', baseRevision: derived.bytes, person: act.person,
    controls, review, reason: null, snapshotHash, conspicuousness, claims, claimsSalt, appBuild, keyThumbprint: act.keyThumbprint, challenge: act.challenge, claimedTime,
  })
  return { statement, statementHash: hashStatement(statement) }
}

async function perform(request: Request): Promise<unknown> {
  switch (request.name) {
    case 'warm':
      await loadFonts()
      return null
    case 'derive':
      return (await deriveHeld(request.input)).derived
    case 'make-key':
      return makeKey(request.input)
    case 'state':
      return state(request.input)
    case 'sign':
      return signAct(request.input, Date.now(), () => answer({ call: request.call, kind: 'phase', phase: 'timestamping' }))
    case 'forget-key':
      await forgetOneTimeKey(request.input.id)
      return null
  }
}

function answer(message: Answer): void {
  globalThis.postMessage(message, { transfer: [] })
}

globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  perform(data).then(
    (value) => answer({ call: data.call, kind: 'done', value }),
    (error: unknown) => {
      const coded = error instanceof CodedError ? error : null
      answer({ call: data.call, kind: 'failed', code: coded?.code ?? 'WORKER_FAILED', message: error instanceof Error ? error.message : String(error), details: coded?.details ?? {} })
    },
  )
})
