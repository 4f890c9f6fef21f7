import { createPublicKey, verify } from 'node:crypto'
import { isCodedError } from '../../core/bytes/error.ts'
import { computeJwkThumbprint, parseJws, parsePublicJwk, type Jws, type PublicJwk } from '../../core/pki/jws.ts'
import { refuse } from '../refusal.ts'

/** As `verifyJws`, by Node itself: a fraction of the work in this thread, and none of WebCrypto's round trips. */
function verifyEs256({ signed, signature }: Jws, jwk: PublicJwk): Promise<boolean> {
  return new Promise((done, failed) => {
    let key
    try {
      key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    } catch {
      // A point that is not on the curve: no key, so no signature of it.
      done(false)
      return
    }
    verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature, (error, isValid) => (error ? failed(error) : done(isValid)))
  })
}

/** What a key made for one act has signed, and which key. Throws JWS_REFUSED. */
export async function openSigned(text: string): Promise<{ readonly payload: string; readonly keyThumbprint: string }> {
  try {
    const jws = parseJws(text)
    const jwk = parsePublicJwk(jws.header['jwk'])
    if (!(await verifyEs256(jws, jwk))) refuse('JWS_REFUSED', { problem: 'SIGNATURE' })
    return { payload: jws.payload, keyThumbprint: computeJwkThumbprint(jwk) }
  } catch (error) {
    if (isCodedError(error, 'JWS_MALFORMED')) refuse('JWS_REFUSED', { problem: 'MALFORMED' })
    throw error
  }
}
