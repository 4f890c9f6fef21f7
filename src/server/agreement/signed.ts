import { isCodedError } from '../../core/bytes/error.ts'
import { computeJwkThumbprint, parseJws, parsePublicJwk, verifyJws } from '../../core/pki/jws.ts'
import { refuse } from '../refusal.ts'

/** What a key made for one act has signed, and which key. Throws JWS_REFUSED. */
export async function openSigned(text: string): Promise<{ readonly payload: string; readonly keyThumbprint: string }> {
  try {
    const jws = parseJws(text)
    const jwk = parsePublicJwk(jws.header['jwk'])
    if (!(await verifyJws(jws, jwk))) refuse('JWS_REFUSED', { problem: 'SIGNATURE' })
    return { payload: jws.payload, keyThumbprint: computeJwkThumbprint(jwk) }
  } catch (error) {
    if (isCodedError(error, 'JWS_MALFORMED')) refuse('JWS_REFUSED', { problem: 'MALFORMED' })
    throw error
  }
}
