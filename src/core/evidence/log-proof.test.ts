import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestSigner } from '../../testing/log/signer.ts'
import { isCodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import { hashLeaf } from '../log/merkle.ts'
import { encodeProofFile } from '../log/proof-file.ts'
import { encodeEntry, ENTRY_KINDS, ENTRY_SCHEMA, entryKindOf, FIRST_ENTRY_SCHEMA, LOG_START_SCHEMA, parseEntry } from './entry.ts'
import { EVENT_KINDS } from './event.ts'
import { decodeLogProof, encodeLogProof, verifyLogProof } from './log-proof.ts'
import { commitRecord } from './record.ts'

const salt = new Uint8Array(32).fill(7)
const hash = sha256Hex(encodeUtf8('a certificate'))

test('[R11] a proof holds for one hash and kind; another certificate cannot borrow it', async () => {
  const signer = await createTestSigner('a.example/log')
  const entry = encodeEntry({ schema: ENTRY_SCHEMA, kind: 'certificate', commitment: commitRecord(encodeHex(salt), hash) })
  const proof = encodeProofFile({ extra: null, index: 0, hashes: [], checkpoint: await signCheckpoint(signer, { size: 1, root: hashLeaf(entry) }) })
  const given = decodeLogProof(encodeLogProof({ entry, salt, proof }))
  expect((await verifyLogProof(given, hash, ['certificate'], signer.key)).index).toBe(0)
  for (const wrong of [verifyLogProof(given, sha256Hex(encodeUtf8('another')), ['certificate'], signer.key), verifyLogProof(given, hash, ['record'], signer.key), verifyLogProof({ ...given, salt: new Uint8Array(32) }, hash, ['certificate'], signer.key)]) {
    await expect(wrong).rejects.toMatchObject({ code: 'LOG_PROOF_MISMATCH' })
  }
})

test('[R11] whatever a file carries in the proof’s place is read or refused with a code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const read of [decodeLogProof, parseEntry]) {
        try {
          read(bytes)
        } catch (error) {
          if (!isCodedError(error)) throw error
        }
      }
    }),
  )
  const entry = encodeUtf8('{}')
  expect(() => decodeLogProof(encodeLogProof({ entry, salt: new Uint8Array(31), proof: '' }))).toThrow(expect.objectContaining({ code: 'LOG_PROOF_MALFORMED' }))
})

test('[R10] entries of every form come back, and no event is without a kind', () => {
  const commitment = 'ab'.repeat(32)
  for (const entry of [
    ...ENTRY_KINDS.map((kind) => ({ schema: ENTRY_SCHEMA, kind, commitment }) as const),
    { schema: FIRST_ENTRY_SCHEMA, kind: 'record', commitment } as const,
    { schema: LOG_START_SCHEMA, previousOrigin: 'a.example/log', previousCheckpoint: 'a.example/log\n5\n' } as const,
  ]) {
    expect(parseEntry(encodeEntry(entry))).toEqual(entry)
  }
  expect(EVENT_KINDS.map((event) => entryKindOf(event, null)).every((kind) => ENTRY_KINDS.includes(kind))).toBe(true)
  expect([entryKindOf('agreed', 'certificate-signature'), entryKindOf('agreed', 'none'), entryKindOf('published', 'certificate-signature')]).toEqual(['signature', 'consent', 'publication'])
  expect(() => parseEntry(encodeUtf8(`{"commitment":"${commitment}","kind":"person","schema":"countersign/entry/2"}`))).toThrow(expect.objectContaining({ code: 'RECORD_MALFORMED' }))
})
