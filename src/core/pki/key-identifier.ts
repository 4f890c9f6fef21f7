import { readDer } from '../bytes/der.ts'
import { sha256 } from '../bytes/sha256.ts'

/** Key identifier of a SubjectPublicKeyInfo: the leftmost 160 bits of SHA-256 over the key bits (RFC 7093 §2 method 1). */
export function computeKeyIdentifier(spki: Uint8Array): Uint8Array {
  const [, bits] = readDer(spki).children()
  return sha256(bits!.content.subarray(1)).subarray(0, 20)
}
