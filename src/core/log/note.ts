import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { concatBytes, equalBytes } from '../bytes/compare.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { refuse } from './error.ts'

/** One line under a note's text; what `signature` holds depends on the key's type. */
export interface NoteSignature {
  readonly name: string
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

export interface Note {
  /** With its last newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Ed25519 as signed-note has it, and as witnesses sign (C2SP signed-note, tlog-cosignature). */
export const ED25519 = 0x01
export const COSIGNATURE = 0x04

/** A key that a reader trusts, from its text `<name>+<id>+<base64(type ‖ key)>`. */
export interface NoteKey {
  readonly name: string
  readonly keyId: Uint8Array
  readonly type: typeof ED25519 | typeof COSIGNATURE
  /** 32 bytes. */
  readonly publicKey: Uint8Array
}

/** Signs a text's UTF-8 bytes; the private key stays with whoever made it. */
export interface NoteSigner {
  readonly key: NoteKey
  sign(message: Uint8Array): Promise<Uint8Array>
}

const MAX_NOTE = 1_000_000
const MAX_SIGNATURES = 64
const DASH = '\u2014'
const NAME = /^[^\s+\u0085]+$/u
const ED25519_NAME = { name: 'Ed25519' } as const

const isControl = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 && code !== 0x0a) return true
  }
  return false
}

/** SHA-256(name ‖ newline ‖ type ‖ key), its first four bytes. */
export function computeKeyId(name: string, type: number, publicKey: Uint8Array): Uint8Array {
  return sha256(encodeUtf8(`${name}\n`), Uint8Array.of(type), publicKey).slice(0, 4)
}

/** Throws LOG_KEY_MALFORMED. */
export function createNoteKey(name: string, type: NoteKey['type'], publicKey: Uint8Array): NoteKey {
  if (!NAME.test(name) || publicKey.length !== 32) refuse('LOG_KEY_MALFORMED', 'not a key name or not a key')
  return { name, type, publicKey, keyId: computeKeyId(name, type, publicKey) }
}

export function encodeNoteKey({ name, keyId, type, publicKey }: NoteKey): string {
  return `${name}+${encodeHex(keyId)}+${encodeBase64(concatBytes(Uint8Array.of(type), publicKey))}`
}

/** Throws LOG_KEY_MALFORMED: other types, a wrong id, anything but the one form. */
export function parseNoteKey(text: string): NoteKey {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text)
  if (!found) refuse('LOG_KEY_MALFORMED', 'not a verifier key')
  const bytes = decodeBase64(found[3]!)
  const type = bytes[0]
  if (type !== ED25519 && type !== COSIGNATURE) refuse('LOG_KEY_MALFORMED', 'not an Ed25519 key')
  const key = createNoteKey(found[1]!, type, bytes.slice(1))
  if (!equalBytes(key.keyId, decodeHex(found[2]!))) refuse('LOG_KEY_MALFORMED', 'the id is not this key’s')
  return key
}

/** One signature line, without its newline; null when it is none. */
export function parseSignatureLine(line: string): NoteSignature | null {
  const [dash, name = '', value = '', surplus] = line.split(' ')
  if (dash !== DASH || surplus !== undefined || !NAME.test(name) || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return null
  try {
    const bytes = decodeBase64(value)
    return bytes.length < 5 ? null : { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) }
  } catch {
    return null
  }
}

export function encodeSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `${DASH} ${name} ${encodeBase64(concatBytes(keyId, signature))}`
}

/** Takes a note apart (C2SP signed-note). Nothing is verified. Throws LOG_NOTE_MALFORMED. */
export function parseNote(note: string): Note {
  if (note.length > MAX_NOTE || isControl(note) || !note.isWellFormed()) refuse('LOG_NOTE_MALFORMED', 'too long, or holds what no note holds')
  const split = note.lastIndexOf('\n\n')
  if (split <= 0 || !note.endsWith('\n')) refuse('LOG_NOTE_MALFORMED', 'no text, no signatures or no end')
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) refuse('LOG_NOTE_MALFORMED', 'too many signatures')
  const signatures = lines.map((line) => parseSignatureLine(line) ?? refuse('LOG_NOTE_MALFORMED', 'not a signature line'))
  return { text: note.slice(0, split + 1), signatures }
}

/** Throws LOG_NOTE_MALFORMED when the result would not be a note. */
export function encodeNote({ text, signatures }: Note): string {
  const note = `${text}\n${signatures.map((signature) => `${encodeSignatureLine(signature)}\n`).join('')}`
  if (parseNote(note).text !== text) refuse('LOG_NOTE_MALFORMED', 'not a text of a note')
  return note
}

/** Verifies one Ed25519 value (RFC 8032). */
export async function verifyEd25519(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  if (signature.length !== 64) return false
  try {
    const key = await crypto.subtle.importKey('raw', publicKey as BufferSource, ED25519_NAME, false, ['verify'])
    return await crypto.subtle.verify(ED25519_NAME, key, signature as BufferSource, message as BufferSource)
  } catch (error) {
    // A point that is no key is a signature that does not verify; an engine without Ed25519 must not look like one.
    if (error instanceof Error && error.name === 'NotSupportedError') throw error
    return false
  }
}

/** The signatures of a key on a note, by name and id. */
export function signaturesOf(note: Note, key: NoteKey): NoteSignature[] {
  return note.signatures.filter(({ name, keyId }) => name === key.name && equalBytes(keyId, key.keyId))
}

/**
 * Whether the plain Ed25519 key signed the note: false when it did not. Throws LOG_NOTE_UNSIGNED when a signature bears its name and id and
 * does not verify.
 */
export async function verifyNote(note: Note, key: NoteKey): Promise<boolean> {
  const found = signaturesOf(note, key)
  for (const { signature } of found) {
    if (key.type !== ED25519 || !(await verifyEd25519(key.publicKey, signature, encodeUtf8(note.text)))) refuse('LOG_NOTE_UNSIGNED', 'a signature under the known key does not verify', { name: key.name })
  }
  return found.length > 0
}

/** Signs a text as a note. */
export async function signNote(text: string, { key, sign }: NoteSigner): Promise<string> {
  return encodeNote({ text, signatures: [{ name: key.name, keyId: key.keyId, signature: await sign(encodeUtf8(text)) }] })
}
