import { createCipheriv, createDecipheriv } from 'node:crypto'
import { CodedError } from '../../core/bytes/error.ts'
import { drawRandom } from '../random.ts'

export type VaultErrorCode = 'SEALED_DAMAGED' | 'KEY_DESTROYED' | 'PASSPHRASE_WRONG' | 'MASTER_KEY_MISSING' | 'MASTER_KEY_DAMAGED' | 'MASTER_KEY_WRAPPED'

const FORMAT = 1
const NONCE = 12
const TAG = 16

/** AES-256-GCM: format ‖ nonce ‖ ciphertext ‖ tag. `context` names table, column and row, so that no value can be moved elsewhere. */
export function seal(key: Uint8Array, context: string, clear: Uint8Array): Uint8Array {
  const nonce = drawRandom(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(context, 'utf8'))
  return Buffer.concat([Uint8Array.of(FORMAT), nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

/** Reverses `seal`. Throws SEALED_DAMAGED for another key, another context or a changed byte. */
export function open(key: Uint8Array, context: string, sealed: Uint8Array): Uint8Array {
  try {
    if (sealed.length < 1 + NONCE + TAG || sealed[0] !== FORMAT) throw new Error('not a sealed value')
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE))
    decipher.setAAD(Buffer.from(context, 'utf8'))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
    // In this mode all of the clear text comes at once; nothing of it is given out before the tag is known to hold.
    const clear = decipher.update(sealed.subarray(1 + NONCE, sealed.length - TAG))
    decipher.final()
    return new Uint8Array(clear.buffer, clear.byteOffset, clear.length)
  } catch {
    throw new CodedError<VaultErrorCode>('SEALED_DAMAGED', 'a sealed value does not open', { context: context.split('/')[0] ?? '' })
  }
}
