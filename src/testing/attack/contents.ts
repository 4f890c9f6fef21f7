import { decodeOid, encodeContext, encodeDer, encodeOctetString, encodeSequence, readDer } from '../../core/bytes/der.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import { sha1 } from '../../core/bytes/old-hash.ts'
import { encodeLatin1 } from '../../core/bytes/text.ts'
import { createSignedData, parseSignedData } from '../../core/cms/signed-data.ts'
import { addUnsignedAttribute, encodeAttribute } from '../../core/cms/attribute.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { concatBytes } from '../../core/bytes/compare.ts'
import { OID_SIGNATURE_TIME_STAMP, OID_SIGNING_CERTIFICATE, OID_TST_INFO } from '../../core/pki/oids.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { issueSignatory } from '../../core/pki/signatory.ts'
import { createSigner } from '../../core/pki/signer.ts'
import type { Attack } from './attack.ts'
import { overwrite, signatureOf } from './edit.ts'
import { SAMPLE_TIME } from './sample.ts'
import type { Sample } from './sample.ts'

/** The CMS in /Contents, without padding. */
const cmsOf = (bytes: Uint8Array): Uint8Array => readDer(signatureOf(bytes).contents!).bytes

/** The file with another CMS in /Contents: nothing that is signed changes. */
function withCms(bytes: Uint8Array, cms: Uint8Array): Uint8Array {
  const { contentsPlace } = signatureOf(bytes)
  const room = contentsPlace!.end - contentsPlace!.start - 2
  return overwrite(bytes, contentsPlace!.start + 1, encodeLatin1(encodeHex(cms).padEnd(room, '0')))
}

/** Rebuilds the SignedData inside a ContentInfo. */
function rebuild(cms: Uint8Array, change: (parts: Uint8Array[]) => Uint8Array[]): Uint8Array {
  const [type, wrapper] = readDer(cms).children()
  const parts = wrapper!.children()[0]!.children().map((part) => part.bytes)
  return encodeSequence(type!.bytes, encodeContext(0, true, encodeSequence(...change(parts))))
}

function digestOf(bytes: Uint8Array): Uint8Array {
  const [, firstLength, second, secondLength] = signatureOf(bytes).byteRange!
  return sha256(concatBytes(bytes.subarray(0, firstLength), bytes.subarray(second, second + secondLength)))
}

/** Signs the sample's bytes anew, with a timestamp, as somebody else or in another way. */
async function resign(sample: Sample, options: { readonly carry?: readonly Uint8Array[]; readonly notAfter?: number; readonly stamp?: boolean; readonly content?: Uint8Array } = {}): Promise<Uint8Array> {
  const { authority, secured } = sample
  const { signer } = await authority.issueSignatory({ email: 'eve@example.com', ...(options.notAfter === undefined ? {} : { notBefore: options.notAfter - 600_000, notAfter: options.notAfter }) })
  const cms = await createSignedData({
    signer, digest: options.content ? sha256(options.content) : digestOf(secured), digestHash: 'SHA-256',
    ...(options.carry ? { certificates: options.carry } : {}), ...(options.content ? { content: options.content } : {}),
  })
  if (options.stamp === false) return withCms(secured, cms)
  const token = await authority.issueTimestamp(sha256(parseSignedData(cms).signers[0]!.signature))
  return withCms(secured, addUnsignedAttribute(cms, OID_SIGNATURE_TIME_STAMP, token))
}

/** The signatory's certificate, issued again with the same number for another key, in place of the real one. */
async function substitute({ authority, secured }: Sample): Promise<Uint8Array> {
  const cms = cmsOf(secured)
  const carried = parseSignedData(cms).certificates
  const own = carried.find((der) => parseCertificate(der).isValidityAssured)
  const facts = parseCertificate(own!)
  const pair = await authority.issueSignatory({ email: 'eve@example.com' })
  const serial = readDer(facts.serialNumberDer).content
  const twin = await issueSignatory({
    spki: parseCertificate(pair.certificate).spki, email: 'eve@example.com', demo: false, serialNumber: serial[0] === 0 ? serial.subarray(1) : serial,
    notBefore: facts.notBefore, notAfter: facts.notAfter, issuer: authority.issuing, addresses: authority.addresses,
  })
  const others = carried.filter((der) => der !== own)
  return withCms(secured, rebuild(cms, (parts) => parts.map((part) => (part[0] === 0xa0 ? encodeContext(0, true, twin, ...others) : part))))
}

function duplicateSigner({ secured }: Sample): Uint8Array {
  return withCms(secured, rebuild(cmsOf(secured), (parts) => parts.map((part, index) => (index === parts.length - 1 ? encodeDer(0x31, readDer(part).content, readDer(part).content) : part))))
}

/** Changes one bit of the signature value, where it stands in the CMS. */
function spoilValue({ secured }: Sample): Uint8Array {
  const cms = cmsOf(secured).slice()
  const { signature } = parseSignedData(cms).signers[0]!
  const at = signature.byteOffset - cms.byteOffset + signature.length - 3
  cms[at]! ^= 1
  return withCms(secured, cms)
}

/** The signatory's certificate is named in two ways, and another's in one of them. */
async function nameTwo({ authority, secured }: Sample): Promise<Uint8Array> {
  const [{ signer }, other] = [await authority.issueSignatory({ email: 'eve@example.com' }), await authority.issueSignatory({ email: 'mallory@example.com' })]
  const old = encodeAttribute(OID_SIGNING_CERTIFICATE, encodeSequence(encodeSequence(encodeSequence(encodeOctetString(sha1(other.certificate))))))
  return withCms(secured, await createSignedData({ signer, digest: digestOf(secured), digestHash: 'SHA-256', signedAttributes: [old] }))
}

/** Signed as what a timestamp authority signs: the key was never put to a document. */
async function signAsToken({ authority, secured }: Sample): Promise<Uint8Array> {
  const { signer } = await authority.issueSignatory({ email: 'eve@example.com' })
  return withCms(secured, await createSignedData({ signer, digest: digestOf(secured), digestHash: 'SHA-256', contentType: OID_TST_INFO }))
}

/** A timestamp that belongs to another signature. */
async function copyTimestamp({ authority, secured }: Sample): Promise<Uint8Array> {
  const { signer } = await authority.issueSignatory({ email: 'eve@example.com' })
  const cms = await createSignedData({ signer, digest: digestOf(secured), digestHash: 'SHA-256' })
  return withCms(secured, addUnsignedAttribute(cms, OID_SIGNATURE_TIME_STAMP, await authority.issueTimestamp(sha256(new Uint8Array(3)))))
}

/** A stranger's own authority, with certificates of the same names. */
async function forgeAuthority({ secured }: Sample): Promise<Uint8Array> {
  const { createTestAuthority } = await import('../pki/authority.ts')
  const stranger = await createTestAuthority({ now: SAMPLE_TIME })
  const { signer } = await stranger.issueSignatory({ email: 'lan@example.com' })
  const cms = await createSignedData({ signer, digest: digestOf(secured), digestHash: 'SHA-256' })
  return withCms(secured, addUnsignedAttribute(cms, OID_SIGNATURE_TIME_STAMP, await stranger.issueTimestamp(sha256(parseSignedData(cms).signers[0]!.signature))))
}

/** A self-made certificate under the trusted issuer's name, signed with a key of the attacker's. */
async function forgeCertificate({ authority, secured }: Sample): Promise<Uint8Array> {
  const { generateTestKeys } = await import('../pki/authority.ts')
  const [keys, fake] = [await generateTestKeys(), await generateTestKeys()]
  const issuer = { ...authority.issuing, sign: async (data: Uint8Array) => (await createSignerOf(fake, authority.issuing.certificate)).sign(data) }
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
  const certificate = await issueSignatory({ spki, email: 'lan@example.com', demo: false, serialNumber: authority.random(16), notBefore: SAMPLE_TIME - 60_000, notAfter: SAMPLE_TIME + 600_000, issuer, addresses: authority.addresses })
  const signer = await createSigner(keys.privateKey, certificate, [authority.issuing.certificate])
  const cms = await createSignedData({ signer, digest: digestOf(secured), digestHash: 'SHA-256' })
  return withCms(secured, addUnsignedAttribute(cms, OID_SIGNATURE_TIME_STAMP, await authority.issueTimestamp(sha256(parseSignedData(cms).signers[0]!.signature))))
}

/** A signer with this pair's key, its own certificate not asked about. */
async function createSignerOf(keys: CryptoKeyPair, certificate: Uint8Array) {
  const { signWithKey } = await import('../../core/pki/signer.ts')
  return { certificate, sign: (data: Uint8Array) => signWithKey(keys.privateKey, data) }
}

function dropEssentials({ secured }: Sample): Uint8Array {
  return withCms(secured, rebuild(cmsOf(secured), (parts) => parts.map((part, index) => {
    if (index !== parts.length - 1) return part
    const fields = readDer(part).children()[0]!.children()
    const kept = fields.map((field) => (field.tag === 0xa0 ? encodeContext(0, true, ...field.children().filter((attribute) => decodeOid(attribute.children()[0]!.content) !== '1.2.840.113549.1.9.4').map((attribute) => attribute.bytes)) : field.bytes))
    return encodeDer(0x31, encodeSequence(...kept))
  })))
}

/** Attacks inside /Contents: whatever is signed by it stays as it was. */
export const CONTENTS_ATTACKS: readonly Attack[] = [
  { name: 'universal forgery: empty contents', caught: 'cms-form', make: ({ secured }) => withCms(secured, new Uint8Array(0)) },
  { name: 'universal forgery: contents of one zero', caught: 'cms-form', make: ({ secured }) => withCms(secured, Uint8Array.of(0)) },
  { name: 'padding: bytes after the CMS', caught: 'cms-form', make: ({ secured }) => withCms(secured, concatBytes(cmsOf(secured), Uint8Array.of(0, 0, 7))) },
  { name: 'CMS: not DER', caught: 'cms-form', make: ({ secured }) => withCms(secured, concatBytes(Uint8Array.of(0x30, 0x80), cmsOf(secured))) },
  { name: 'CMS: content of its own', caught: 'cms-form', make: (sample) => resign(sample, { content: new TextEncoder().encode('something else') }) },
  { name: 'CMS: two signers', caught: 'one-signer', make: duplicateSigner },
  { name: 'CMS: message-digest left out', caught: 'attributes-present', make: dropEssentials },
  { name: 'CMS: signature value changed', caught: 'signature-value', make: spoilValue },
  { name: 'CMS: content that is no document', caught: 'cms-form', make: signAsToken },
  { name: 'certificate substitution: named in two ways, differently', caught: 'signing-certificate-named', undecided: true, make: nameTwo },
  { name: 'certificate substitution: same number, other key', caught: 'signing-certificate-named', make: substitute },
  { name: 'certificate substitution: another signatory’s', caught: 'signing-certificate-found', make: async (sample) => resign(sample, { carry: [(await sample.authority.issueSignatory({ email: 'mallory@example.com' })).certificate] }) , undecided: true },
  { name: 'certificate: forged under the issuer’s name', caught: 'path-to-anchor', undecided: true, make: forgeCertificate },
  { name: 'certificate: an authority of the same names', caught: 'path-to-anchor', undecided: true, make: forgeAuthority },
  { name: 'certificate: ended before the timestamp', caught: 'path-validity', undecided: true, make: (sample) => resign(sample, { notAfter: SAMPLE_TIME - 3_600_000 }) },
  { name: 'timestamp: copied from another signature', caught: 'timestamp-imprint', undecided: true, make: copyTimestamp },
  { name: 'timestamp: left out, certificate ended since', caught: 'path-validity', undecided: true, make: (sample) => resign(sample, { stamp: false }) },
  { name: 'CMS: an octet string instead', caught: 'cms-form', make: ({ secured }) => withCms(secured, encodeOctetString(new Uint8Array(40))) },
]
