import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'

/** A commitment that can be erased by erasing its salt: SHA-256(salt ‖ canonical JSON of the value). `salt` is 32 bytes in hex. */
export function hashSalted(salt: string, value: unknown): string {
  return encodeHex(sha256(decodeHex(salt), encodeUtf8(encodeCanonicalJson(value))))
}
