import { concatBytes } from '../../core/bytes/compare.ts'
import { createNoteKey, ED25519, type NoteKey, type NoteSigner } from '../../core/log/note.ts'

/** A note signer with a real key made now. */
export async function createTestSigner(name: string, type: NoteKey['type'] = ED25519): Promise<NoteSigner> {
  const keys = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey))
  return { key: createNoteKey(name, type, publicKey), sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', keys.privateKey, message as BufferSource)) }
}

/** A signer from an Ed25519 seed of 32 bytes (RFC 8410's PKCS#8 around it). */
export async function createSeededSigner(key: NoteKey, seed: Uint8Array): Promise<NoteSigner> {
  const prefix = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20])
  const privateKey = await crypto.subtle.importKey('pkcs8', concatBytes(prefix, seed), 'Ed25519', false, ['sign'])
  return { key, sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message as BufferSource)) }
}
