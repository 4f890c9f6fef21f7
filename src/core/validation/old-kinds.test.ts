import { createSign, generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildPdf } from '../../testing/pdf/builder.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import type { TestAuthority, TestSignatory } from '../../testing/pki/authority.ts'
import { ENCRYPTED_FILES } from '../../testing/vectors/encrypted-pdf.ts'
import { decodeBase64 } from '../bytes/base64.ts'
import { concatBytes } from '../bytes/compare.ts'
import { inflate } from '../bytes/deflate.ts'
import { encodeBitString, encodeInteger, encodeOctetString, encodeSequence } from '../bytes/der.ts'
import { encodeHex } from '../bytes/hex.ts'
import { sha1 } from '../bytes/old-hash.ts'
import { sha256 } from '../bytes/sha256.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import { createSignedData } from '../cms/signed-data.ts'
import { encodeObject } from '../pdf/encode.ts'
import { readPdf } from '../pdf/reader.ts'
import { encodeTime } from '../pki/instant.ts'
import { encodeName } from '../pki/name.ts'
import { RSA_SHA256 } from '../pki/algorithms.ts'
import { extractFacts } from './facts.ts'
import { validate } from './validate.ts'

const NOW = Date.UTC(2026, 8, 1)
const ROOM = 16_000

let authority: TestAuthority
let signatory: TestSignatory
beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
  signatory = await authority.issueSignatory()
})

/** A file with one signature of an old kind; `make` gets the signed range and gives /Contents, `filler` fills what is left. */
async function build(subFilter: string, make: (range: Uint8Array) => Uint8Array | Promise<Uint8Array>, { extra = '', filler = '0' } = {}): Promise<Uint8Array> {
  const empty = decodeLatin1(buildPdf({
    1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [5 0 R] /SigFlags 3>>>>', 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Annots [5 0 R]>>',
    5: '<</Type /Annot /Subtype /Widget /FT /Sig /T (Old) /V 6 0 R /Rect [0 0 0 0] /F 132 /P 3 0 R>>',
    6: `<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /${subFilter} ${extra} /ByteRange [0 AAAAAAAA BBBBBBBB CCCCCCCC] /Contents <${'0'.repeat(ROOM)}>>>`,
  }))
  return sign(empty, make, filler)
}

/** Fills in the range and the signature over it; `filler` fills what is left of its room. */
async function sign(empty: string, make: (range: Uint8Array) => Uint8Array | Promise<Uint8Array>, filler: string): Promise<Uint8Array> {
  const start = empty.lastIndexOf('/Contents <') + 10
  const end = empty.indexOf('>', start) + 1
  const pad = (value: number) => String(value).padEnd(8)
  const text = empty.replace('AAAAAAAA', pad(start)).replace('BBBBBBBB', pad(end)).replace('CCCCCCCC', pad(empty.length - end))
  const hex = encodeHex(await make(concatBytes(encodeLatin1(text.slice(0, start)), encodeLatin1(text.slice(end)))))
  return encodeLatin1(`${text.slice(0, start)}<${hex}${filler.repeat(ROOM).slice(0, ROOM - hex.length)}>${text.slice(end)}`)
}

async function judge(bytes: Uint8Array) {
  const { signatures } = await validate(extractFacts(bytes), { anchors: authority.anchors }, NOW)
  const { cryptography, indication, checks } = signatures[0]!
  return { cryptography, indication, failing: checks.filter(({ subIndication }) => subIndication !== null).map(({ id, reason }) => (reason === null ? id : `${id} ${reason}`)) }
}

const wrapped = (content: Uint8Array) => createSignedData({ signer: signatory.signer, digest: sha256(content), digestHash: 'SHA-256', content })

describe('kinds of signature that old programs made are read, and judged by what they are worth', () => {
  test('[V13] adbe.pkcs7.sha1 holds the file’s SHA-1 inside: true, and too old to prove anything now', async () => {
    const found = await judge(await build('adbe.pkcs7.sha1', (range) => wrapped(sha1(range))))
    expect(found).toMatchObject({ cryptography: 'PASSED', indication: 'INDETERMINATE' })
    expect(found.failing).toContain('algorithms-sound aged')
  })

  test('[V16] adbe.pkcs7.sha1 about another file', async () => {
    const found = await judge(await build('adbe.pkcs7.sha1', () => wrapped(sha1(new Uint8Array(1)))))
    expect(found).toMatchObject({ cryptography: 'FAILED', indication: 'TOTAL-FAILED' })
    expect(found.failing).toContain('message-digest')
  })

  test('[V13] what stands behind a signature in its place fails the form and says nothing of the mathematics', async () => {
    const detached = (range: Uint8Array) => createSignedData({ signer: signatory.signer, digest: sha256(range), digestHash: 'SHA-256' })
    const found = await judge(await build('adbe.pkcs7.detached', detached, { filler: 'f' }))
    expect(found).toMatchObject({ cryptography: 'PASSED', indication: 'TOTAL-FAILED' })
    expect(found.failing).toContain('cms-form padding')
    expect((await judge(await build('adbe.pkcs7.detached', detached))).failing).not.toContain('cms-form padding')
  })

  test('[V13] in an encrypted file such bytes are what a program left that encrypts the room it reserves: nothing is said to be wrong, and nothing passes', async () => {
    const base = inflate(decodeBase64(ENCRYPTED_FILES['RC4, 128 bits']!), { maxBytes: 100_000 })
    const file = readPdf(base)
    const { number } = file.getRootReference()
    const entries = [...file.root.entries].map(([key, value]) => `/${key} ${decodeLatin1(encodeObject(value))}`).join(' ')
    const objects = [[number, `<<${entries} /AcroForm <</Fields [90 0 R] /SigFlags 3>>>>`], [90, '<</FT /Sig /T (Old) /V 91 0 R>>'], [91, `<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 AAAAAAAA BBBBBBBB CCCCCCCC] /Contents <${'0'.repeat(ROOM)}>>>`]] as const
    let text = decodeLatin1(base)
    const rows: string[] = []
    for (const [id, value] of objects) {
      rows.push(`${id} 1\n${String(text.length).padStart(10, '0')} 00000 n \n`)
      text += `${id} 0 obj\n${value}\nendobj\n`
    }
    const encrypt = file.trailer.entries.get('Encrypt')!
    text += `xref\n${rows.join('')}trailer\n<</Size 92 /Root ${number} 0 R /Prev ${file.revisions[0]!.sectionOffset} /Encrypt ${decodeLatin1(encodeObject(encrypt))} /ID ${decodeLatin1(encodeObject(file.trailer.entries.get('ID')!))}>>\nstartxref\n${text.length}\n%%EOF\n`
    const detached = (range: Uint8Array) => createSignedData({ signer: signatory.signer, digest: sha256(range), digestHash: 'SHA-256' })
    const found = await judge(await sign(text, detached, 'f'))
    expect(found).toMatchObject({ cryptography: 'PASSED', indication: 'INDETERMINATE' })
    expect(found.failing).toContain('cms-form padding')
    expect((await judge(await sign(text, detached, '0'))).failing).not.toContain('cms-form padding')
  })

  test('[V17] adbe.x509.rsa_sha1 is a bare RSA value beside its certificate', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const name = encodeName({ commonName: 'Old' })
    const toBeSigned = encodeSequence(
      encodeInteger(7), RSA_SHA256.identifier, name, encodeSequence(encodeTime(NOW - 1000), encodeTime(NOW + 86_400_000)), name, new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    )
    const signRsa = (hash: string, data: Uint8Array) => new Uint8Array(createSign(hash).update(data).sign(privateKey))
    const certificate = encodeSequence(toBeSigned, RSA_SHA256.identifier, encodeBitString(signRsa('sha256', toBeSigned)))
    const extra = `/Cert <${encodeHex(certificate)}>`
    const right = await judge(await build('adbe.x509.rsa_sha1', (range) => encodeOctetString(signRsa('sha1', range)), { extra }))
    expect(right).toMatchObject({ cryptography: 'PASSED', indication: 'INDETERMINATE' })
    expect(right.failing).toContain('algorithms-sound aged')
    const wrong = await judge(await build('adbe.x509.rsa_sha1', (range) => encodeOctetString(signRsa('sha1', range.subarray(1))), { extra }))
    expect(wrong).toMatchObject({ cryptography: 'FAILED', indication: 'TOTAL-FAILED' })
    expect(wrong.failing).toContain('signature-value')
  })
})
