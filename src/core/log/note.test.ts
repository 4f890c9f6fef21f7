import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeededSigner, createTestSigner } from '../../testing/log/signer.ts'
import { TestTree } from '../../testing/log/tree.ts'
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { isCodedError } from '../bytes/error.ts'
import { encodeCheckpointText, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { cosign, verifyCosignature } from './cosignature.ts'
import { COSIGNATURE, encodeNote, encodeNoteKey, parseNote, parseNoteKey, signNote, verifyNote } from './note.ts'
import { encodeProofFile, parseProofFile, verifyProofFile } from './proof-file.ts'
import { proveConsistency, proveInclusion } from './tree.ts'
import { encodeWitnessRequest, parseWitnessRequest } from './witness-request.ts'

/** The example of c2sp.org/signed-note: its key and its note. */
const SPEC_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const SPEC_NOTE = 'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
/** The example of golang.org/x/mod/sumdb/note: the key's seed is published with it, and Ed25519 signs alike everywhere. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const GO_SEED = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const GO_TEXT = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n'
const GO_NOTE = `${GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`
/** The cosignature example of c2sp.org/tlog-cosignature, whose keys are not published: it must parse and write back alike. */
const SPEC_CHECKPOINT = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`

test('[T8] the example note of the format verifies, and a changed one does not', async () => {
  const key = parseNoteKey(SPEC_KEY)
  expect(encodeNoteKey(key)).toBe(SPEC_KEY)
  expect(await verifyNote(parseNote(SPEC_NOTE), key)).toBe(true)
  await expect(verifyNote(parseNote(SPEC_NOTE.replace('example message', 'Example message')), key)).rejects.toMatchObject({ code: 'LOG_NOTE_UNSIGNED' })
  expect(await verifyNote(parseNote(GO_NOTE), key)).toBe(false)
})

test('[T8] a note we sign is byte for byte what other programs write', async () => {
  const key = parseNoteKey(GO_KEY)
  const signer = await createSeededSigner(key, decodeBase64(GO_SEED).subarray(1))
  expect(await signNote(GO_TEXT, signer)).toBe(GO_NOTE)
  expect(await verifyNote(parseNote(GO_NOTE), key)).toBe(true)
})

test('[T9] the format’s example checkpoint is read and written back alike', () => {
  const { origin, size, root, note } = parseCheckpoint(SPEC_CHECKPOINT)
  expect([origin, size, note.signatures.length]).toEqual(['example.com/behind-the-sofa', 20_852_163, 2])
  expect(encodeCheckpointText(origin, { size, root })).toBe(note.text)
  expect(encodeNote(note)).toBe(SPEC_CHECKPOINT)
})

test('[T9] a checkpoint of another log, or signed by another key, counts for nothing', async () => {
  const [ours, other] = [await createTestSigner('a.example/log'), await createTestSigner('b.example/log')]
  const head = { size: 2 ** 40, root: new Uint8Array(32) }
  expect((await openCheckpoint(await signCheckpoint(ours, head), ours.key)).size).toBe(2 ** 40)
  await expect(signCheckpoint(other, head).then((text) => openCheckpoint(text, ours.key))).rejects.toMatchObject({ code: 'LOG_NOTE_UNSIGNED' })
  const mixed = await signNote(encodeCheckpointText('b.example/log', head), ours)
  await expect(openCheckpoint(mixed, ours.key)).rejects.toMatchObject({ code: 'LOG_NOTE_UNSIGNED' })
})

test('[T10] a cosignature tells when the witness saw the tree, and holds for that time and text only', async () => {
  const [log, witness] = [await createTestSigner('a.example/log'), await createTestSigner('w.example', COSIGNATURE)]
  const note = parseNote(await signCheckpoint(log, { size: 5, root: new Uint8Array(32) }))
  const line = await cosign(witness, note.text, 1_700_000_000_999)
  const signed = { ...note, signatures: [...note.signatures, line] }
  expect(await verifyCosignature(parseNote(encodeNote(signed)), witness.key)).toBe(1_700_000_000_000)
  expect(await verifyCosignature(note, witness.key)).toBeNull()
  for (const at of [7, 8, 70]) {
    const signature = line.signature.slice()
    signature[at]! ^= 1
    await expect(verifyCosignature({ ...note, signatures: [{ ...line, signature }] }, witness.key)).rejects.toMatchObject({ code: 'LOG_NOTE_UNSIGNED' })
  }
})

function answersOrRefuses(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text)
    return true
  } catch (error) {
    return isCodedError(error)
  }
}

test('[T8] whatever is thrown at the readers, they answer or refuse with a code', async () => {
  const pieces = fc.array(fc.oneof(fc.string(), fc.constantFrom('\n', '\n\n', '— ', '— a ', 'AAAAAAAA', 'old 5', 'index 0', 'c2sp.org/tlog-proof@v1', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', '\u0000', '\ud800'))).map((list) => list.join(''))
  fc.assert(
    fc.property(pieces, (text) => {
      for (const read of [parseNote, parseCheckpoint, parseProofFile, parseWitnessRequest, parseNoteKey]) expect(answersOrRefuses(read, text)).toBe(true)
    }),
    { numRuns: 2000 },
  )
  for (const note of ['', '\n', 'a\n', 'a\n\n', 'a\n\n— n AAAAAAAA', 'a\n\n- n AAAAAAAA\n', 'a\n\n— n AAAA\n', 'a\n\n— n  AAAAAAAA\n', 'a\tb\n\n— n AAAAAAAA\n', 'a\n\n— n+m AAAAAAAA\n', `a\n\n${'— n AAAAAAAA\n'.repeat(65)}`]) {
    expect(() => parseNote(note), JSON.stringify(note)).toThrow(expect.objectContaining({ code: 'LOG_NOTE_MALFORMED' }))
  }
  for (const text of ['o\n05\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', 'o\n9007199254740992\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', 'o\n5\nAAAA\n', 'o\n5\n', '\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n']) {
    expect(() => parseCheckpoint(`${text}\n— n AAAAAAAA\n`), text).toThrow(expect.objectContaining({ code: expect.stringMatching(/^LOG_(CHECKPOINT|NOTE)_MALFORMED$/) }))
  }
})

test('[T11] a proof file verifies alone, and for no other entry, tree or key', async () => {
  const tree = new TestTree()
  await tree.grow(300)
  const signer = await createTestSigner('a.example/log')
  const checkpoint = await signCheckpoint(signer, tree)
  const text = encodeProofFile({ extra: Uint8Array.of(1, 2), index: 270, hashes: await proveInclusion(tree.reader(), 270), checkpoint })
  expect(encodeProofFile(parseProofFile(text))).toBe(text)
  const { index, head } = await verifyProofFile(text, TestTree.entry(270), signer.key)
  expect([index, head.size]).toEqual([270, 300])
  await expect(verifyProofFile(text, TestTree.entry(271), signer.key)).rejects.toMatchObject({ code: 'LOG_PROOF_INVALID' })
  await expect(verifyProofFile(text, TestTree.entry(270), (await createTestSigner('a.example/log')).key)).rejects.toMatchObject({ code: 'LOG_NOTE_UNSIGNED' })
  await tree.grow(1)
  const other = text.slice(0, text.indexOf('\n\n') + 2) + (await signCheckpoint(signer, tree))
  await expect(verifyProofFile(other, TestTree.entry(270), signer.key)).rejects.toMatchObject({ code: 'LOG_PROOF_INVALID' })
  for (const broken of [text.replace('@v1', '@v2'), text.replace('index 270', 'index 0270'), text.replace('extra AQI=', 'extra AQ'), text.replace('\n\n', '\nAAAA\n\n')]) {
    await expect(verifyProofFile(broken, TestTree.entry(270), signer.key)).rejects.toMatchObject({ code: 'LOG_PROOF_MALFORMED' })
  }
})

test('[T10] what is posted to a witness comes back whole', async () => {
  const tree = new TestTree()
  await tree.grow(300)
  const request = { oldSize: 77, proof: await proveConsistency(tree.reader(), 77), checkpoint: await signCheckpoint(await createTestSigner('a.example/log'), tree) }
  const read = parseWitnessRequest(encodeWitnessRequest(request))
  expect({ ...read, proof: read.proof.map(encodeBase64) }).toEqual({ ...request, proof: request.proof.map(encodeBase64) })
})
