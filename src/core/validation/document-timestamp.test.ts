import { describe, expect, test } from 'vitest'
import { overwrite, swap } from '../../testing/attack/edit.ts'
import { buildBase, createSample, SAMPLE_TIME } from '../../testing/attack/sample.ts'
import { encodeContext, encodeSequence, readDer } from '../bytes/der.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { sha1 } from '../bytes/old-hash.ts'
import { readPdf } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import { createTimestampRequest, parseTimestampRequest } from '../pki/timestamp.ts'
import { issueTimestampToken } from '../cms/timestamp.ts'
import { appendDocumentTimestamp } from '../signing/document-timestamp.ts'
import { extractFacts } from './facts.ts'
import { validate } from './validate.ts'

const { authority } = await createSample()
const { length } = await authority.issueTimestamp(new Uint8Array(32))
const stamped = await appendDocumentTimestamp(buildBase(), length + 200, (imprint) => authority.issueTimestamp(imprint))
const valueOf = (bytes: Uint8Array) => findSignatures(readPdf(bytes)).find(({ value }) => value !== null)!.value!
const token = readDer(valueOf(stamped).contents!).bytes

async function judge(bytes: Uint8Array) {
  const crl = await authority.issueCrl({ by: 'root' })
  const { signatures: [stamp] } = await validate(extractFacts(bytes), { anchors: authority.anchors, crls: [crl] }, SAMPLE_TIME + 3_600_000)
  const { indication, subIndication, cryptography, checks } = stamp!
  return { indication, subIndication, cryptography, failing: checks.filter((one) => one.subIndication !== null).map(({ id, reason }) => (reason === null ? id : `${id} ${reason}`)) }
}

function put(der: Uint8Array): Uint8Array {
  const { contentsPlace } = valueOf(stamped)
  return overwrite(stamped, contentsPlace!.start + 1, encodeLatin1(encodeHex(der).padEnd(contentsPlace!.end - contentsPlace!.start - 2, '0')))
}

describe('[V34] a document timestamp is a signature of its own, and what is wrong with it is said as of one', () => {
  test('as it was made it passes', async () => {
    expect(await judge(stamped)).toEqual({ indication: 'TOTAL-PASSED', subIndication: null, cryptography: 'PASSED', failing: [] })
  })

  test('a changed byte under it', async () => {
    expect(await judge(swap(stamped, '30 million', '90 million'))).toEqual({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE', cryptography: 'FAILED', failing: ['timestamp-imprint'] })
  })

  test('a changed signature value', async () => {
    const changed = token.slice()
    changed[changed.length - 5]! ^= 1
    expect(await judge(put(changed))).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'SIG_CRYPTO_FAILURE', cryptography: 'FAILED' })
  })

  test('something that is no timestamp in its place', async () => {
    const { signer } = await authority.issueSignatory()
    expect(await judge(put(encodeSequence(encodeLatin1(''), signer.certificate)))).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', cryptography: 'FAILED' })
  })

  test('without the certificate of its unit nothing is known, and nothing is said to be wrong', async () => {
    const [type, wrapper] = readDer(token).children()
    const parts = wrapper!.children()[0]!.children().filter(({ tag }) => tag !== 0xa0).map(({ bytes }) => bytes)
    expect(await judge(put(encodeSequence(type!.bytes, encodeContext(0, true, encodeSequence(...parts)))))).toMatchObject({
      indication: 'INDETERMINATE', subIndication: 'NO_SIGNING_CERTIFICATE_FOUND', cryptography: 'INDETERMINATE', failing: ['timestamp-signature no-certificate', 'timestamp-path path'],
    })
  })

  test('[V20] over a SHA-1 it is about this file, and too weak to prove anything', async () => {
    const old = await appendDocumentTimestamp(buildBase(), length + 200, (imprint) => authority.issueTimestamp(imprint))
    const [, firstLength, second, secondLength] = valueOf(old).byteRange!
    const range = new Uint8Array([...old.subarray(0, firstLength), ...old.subarray(second, second + secondLength)])
    const request = { ...parseTimestampRequest(createTimestampRequest({ imprint: new Uint8Array(32), nonce: Uint8Array.of(1) })), imprint: sha1(range), imprintHash: 'SHA-1' as const }
    const weak = await issueTimestampToken({ request, signer: authority.timestampUnit, genTime: SAMPLE_TIME, serialNumber: Uint8Array.of(9), policy: '1.2.3' })
    const { contentsPlace } = valueOf(old)
    const found = await judge(overwrite(old, contentsPlace!.start + 1, encodeLatin1(encodeHex(weak).padEnd(contentsPlace!.end - contentsPlace!.start - 2, '0'))))
    expect(found).toMatchObject({ indication: 'INDETERMINATE', cryptography: 'PASSED', failing: ['timestamp-path weak'] })
  })
})
