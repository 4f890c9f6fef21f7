import { createPublicKey, verify } from 'node:crypto'
import type { SignatureAlgorithm } from '../../core/pki/algorithms.ts'
import type { Verifier } from '../../core/pki/signer.ts'

/**
 * What verifies a signer's values before they leave, by Node's own cryptography: a value takes less than the way to WebCrypto's thread and
 * back. ECDSA values in DER, RSA by PKCS#1.
 */
export function createHostVerifier({ hash }: SignatureAlgorithm, spki: Uint8Array): Verifier {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  const name = hash.replace('-', '').toLowerCase()
  return (signature, data) => verify(name, data, key, signature)
}
