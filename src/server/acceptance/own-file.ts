import { createHash } from 'node:crypto'
import { OWN_FILE_ROOM } from '../../core/ceremony/own-file.ts'
import { readTimestampRoom, TIMESTAMP_ALLOWANCE, type TimestampAllowance } from '../../core/ceremony/timestamp-room.ts'
import { decodeHex } from '../../core/bytes/hex.ts'
import { takeBack } from '../../core/bytes/room.ts'
import { hashStatement } from '../../core/consent/statement.ts'
import { signaturePlaces } from '../../core/contract/place.ts'
import { OID_STATEMENT } from '../../core/pki/oids.ts'
import { gatherOutsideData, gatherValidationData } from '../certificate/presented.ts'
import { checkSignature, type CheckedSignature } from '../certificate/signature.ts'
import type { StoredCertificate } from '../certificate/stored.ts'
import type { HeldIntent } from '../intent/access.ts'
import type { HeldOffer } from '../offer/access.ts'
import { deriveStoredBase, requireOwnFile } from '../own-file/access.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { readSealed } from '../sealed-file.ts'
import { readSigned } from './answer.ts'
import { fileContext } from './context.ts'
import { readContents } from './compare.ts'
import { revisionInput } from './expected.ts'

/** What a party appends to a file that both sides have: the signature revisions, and after how many bytes they stand. */
export interface AppendedRevisions {
  readonly after: number
  readonly bytes: Uint8Array
}

/** The round's last revision in a buffer with room for one party's signatures. Throws OWN_FILE_MISSING, VERSION_STALE. */
async function loadLast(parts: Parts, { offer, key, document, round }: HeldOffer, intent: HeldIntent): Promise<Uint8Array> {
  const row = await requireOwnFile(parts.store, offer.contract, document)
  if (row.base_hash !== intent.row.base_hash) refuse('VERSION_STALE')
  const { blob, contract, file_offer, file_size } = round.row
  if (blob !== null && file_offer !== null && file_size !== null) return readSealed(parts.blobs, key, fileContext(contract, file_offer), blob, { length: file_size, room: OWN_FILE_ROOM })
  const base = await deriveStoredBase(parts, key, row, document)
  if (base.hash !== intent.row.base_hash) refuse('VERSION_STALE')
  return base.bytes
}

/**
 * Holds what a party appended against what this server derives for each of its places, byte for byte but for /Contents, over its own copy
 * of the revision before; the buffer then holds the whole signed file and the validation data after it. Nothing is copied.
 * Throws REVISION_STALE when another party has signed since, and what `accept` throws.
 */
export async function checkAppended(parts: Parts, held: HeldOffer, intent: HeldIntent, issued: StoredCertificate, { after, bytes }: AppendedRevisions): Promise<{ signature: CheckedSignature; file: Uint8Array; missing: readonly string[]; sealHash: Uint8Array }> {
  const { deriveSignatureRevision } = await import('../../core/ceremony/signature-revision.ts')
  const { appendDocumentSecurityStore } = await import('../../core/pdf/validation-data.ts')
  let file = await loadLast(parts, held, intent)
  if (after < file.length && held.round.row.blob !== null) refuse('REVISION_STALE', { revision: held.round.row.revision })
  if (after !== file.length) refuse('BASE_REVISION_DIFFERS')
  const statement = decodeHex(hashStatement(intent.statement))
  const whole = createHash('sha256').update(file)
  let first: Uint8Array | null = null
  let signature: CheckedSignature | null = null
  let at = 0
  for (let place = 1; place <= signaturePlaces(held.document, held.offer.party).length; place++) {
    const sealHash = new Uint8Array(whole.copy().update(statement).digest())
    first ??= sealHash
    const start = file.length
    const derive = (timestampAllowance: TimestampAllowance) => deriveSignatureRevision({ base: file, ...revisionInput(parts, held, intent, issued), place, sealHash, timestampAllowance })
    let prepared = derive(TIMESTAMP_ALLOWANCE)
    const room = readTimestampRoom(bytes.subarray(at), prepared, start)
    if (room !== TIMESTAMP_ALLOWANCE) {
      takeBack(file)
      prepared = derive(room)
    }
    const sent = bytes.subarray(at, at + prepared.bytes.length - start)
    const cms = readContents(sent, prepared, start)
    const digest = new Uint8Array(whole.copy().update(prepared.bytes.subarray(start, prepared.contentsStart)).update(prepared.bytes.subarray(prepared.contentsEnd)).digest())
    signature = await checkSignature(parts, { cms, digest, issued, attributes: [OID_STATEMENT], allowZeroPadding: true })
    if (readSigned(signature) !== intent.statement) refuse('STATEMENT_REFUSED', { problem: 'DIFFERS', member: 'signed' })
    prepared.bytes.set(sent, start)
    whole.update(sent)
    file = prepared.bytes
    at += sent.length
  }
  if (!signature || !first || at !== bytes.length) return refuse('SIGNATURE_REVISION_DIFFERS')
  const outside = await gatherOutsideData(parts, issued, signature.unit)
  return { signature, sealHash: first, missing: outside?.missing ?? [], file: appendDocumentSecurityStore(file, outside?.data ?? (await gatherValidationData(parts, issued))) }
}
