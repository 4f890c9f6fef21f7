import { encodeBase64Url } from '../../core/bytes/base64.ts'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { deriveDataConsent } from '../../core/consent/data-consent.ts'
import type { DataChoices } from '../../core/consent/data-consent.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { computeJwkThumbprint, exportPublicJwk, signJws } from '../../core/pki/jws.ts'
import type { DataConsentView, DataPlace } from '../../protocol/data-consent.ts'
import { requestDataChallenge, sendDataConsent } from '../api/data-consent.ts'
import { readClock } from '../consent/claims.ts'

/** What is decided, where, and what was decided before. */
export interface Decision {
  readonly place: DataPlace
  readonly view: DataConsentView
  readonly document: ContractDocument
  readonly after: DataChoices
  readonly isWithdrawal: boolean
  readonly appBuild: string
}

/** Closes and signs a decision about personal data with a key made for it alone. Throws ApiFailure; then nothing changed. */
export async function decide({ place, view, document, after, isWithdrawal, appBuild }: Decision): Promise<DataConsentView> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const jwk = await exportPublicJwk(keys.publicKey)
  const keyThumbprint = computeJwkThumbprint(jwk)
  const { challenge } = await requestDataChallenge(place, keyThumbprint)
  const last = view.acts.at(-1)
  const statement = encodeCanonicalJson({
    ...deriveDataConsent({ document, documentHash: view.documentHash, previous: last?.statementHash ?? null, before: last?.choices ?? {}, after: isWithdrawal ? {} : after, isWithdrawal }),
    id: encodeBase64Url(crypto.getRandomValues(new Uint8Array(16))), appBuild, keyThumbprint, challenge, claimedTime: readClock(),
  })
  return sendDataConsent(place, await signJws(keys.privateKey, { jwk, typ: 'countersign-data-consent+jws' }, statement))
}
