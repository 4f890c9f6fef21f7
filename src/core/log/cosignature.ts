import { concatBytes } from '../bytes/compare.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { refuse } from './error.ts'
import { COSIGNATURE, signaturesOf, verifyEd25519, type Note, type NoteKey, type NoteSignature, type NoteSigner } from './note.ts'

/** What a witness signs: header, its time in whole seconds, the note's text (C2SP tlog-cosignature v1). */
function message(seconds: number, text: string): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${seconds}\n${text}`)
}

function encodeSeconds(seconds: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds))
  return bytes
}

/** Cosigns a checkpoint's text at `time` (epoch milliseconds). */
export async function cosign({ key, sign }: NoteSigner, text: string, time: number): Promise<NoteSignature> {
  if (key.type !== COSIGNATURE) refuse('LOG_KEY_MALFORMED', 'not a witness’s key')
  const seconds = Math.floor(time / 1000)
  return { name: key.name, keyId: key.keyId, signature: concatBytes(encodeSeconds(seconds), await sign(message(seconds, text))) }
}

/** When the witness cosigned (epoch milliseconds), or null when it did not. Throws LOG_NOTE_UNSIGNED when its line does not verify. */
export async function verifyCosignature(note: Note, key: NoteKey): Promise<number | null> {
  let newest: number | null = null
  for (const { signature } of signaturesOf(note, key)) {
    if (key.type !== COSIGNATURE || signature.length !== 72) refuse('LOG_NOTE_UNSIGNED', 'not a cosignature', { name: key.name })
    const seconds = Number(new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0))
    const isValid = Number.isSafeInteger(seconds * 1000) && (await verifyEd25519(key.publicKey, signature.subarray(8), message(seconds, note.text)))
    if (!isValid) refuse('LOG_NOTE_UNSIGNED', 'a cosignature under the known key does not verify', { name: key.name })
    newest = Math.max(newest ?? 0, seconds * 1000)
  }
  return newest
}

/** When a witness's line says it cosigned (epoch milliseconds), unverified; null when the line is no cosignature by its length. */
export function claimedTime({ signature }: Pick<NoteSignature, 'signature'>): number | null {
  if (signature.length !== 72) return null
  const time = Number(new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0)) * 1000
  return time > 0 && time < 8.64e15 ? time : null
}
