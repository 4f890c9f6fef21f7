import { issueRoot } from '../../core/pki/profile.ts'
import { bindSigner, createSigner, signWithKey } from '../../core/pki/signer.ts'
import type { Signer } from '../../core/pki/signer.ts'
import { createHostVerifier } from '../../server/authority/verifier.ts'
import { loadPeer } from './peers.ts'

/** P-256 is what signatories get here; RSA is what all contenders know. */
export const KEY_KINDS = ['P-256', 'RSA-2048', 'RSA-4096'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

/** One key and certificate in every shape that a contender wants, imported before anything is measured. */
export interface BenchKey {
  readonly kind: KeyKind
  readonly signer: Signer
  /** The same, its values verified as a server of ours does before they leave. */
  readonly hostSigner: Signer
  readonly privateKey: CryptoKey
  /** Null for a key that whoever reads it does not know. */
  readonly pkcs12: Uint8Array | null
  readonly passphrase: string
}

interface ForgeCertificate {
  publicKey: unknown
  serialNumber: string
  validity: { notBefore: Date; notAfter: Date }
  setSubject(name: object[]): void
  setIssuer(name: object[]): void
  sign(key: unknown, digest: unknown): void
}
interface Forge {
  asn1: { fromDer(bytes: string): unknown; toDer(value: unknown): { getBytes(): string } }
  md: { sha256: { create(): unknown } }
  pki: { privateKeyFromAsn1(value: unknown): { n: unknown; e: unknown }; setRsaPublicKey(n: unknown, e: unknown): unknown; createCertificate(): ForgeCertificate; certificateToAsn1(one: ForgeCertificate): unknown }
  pkcs12: { toPkcs12Asn1(key: unknown, certificates: unknown[], passphrase: string, options: object): unknown }
}

const RSA = { name: 'RSASSA-PKCS1-v1_5', publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }
const MODULUS_BITS = { 'RSA-2048': 2048, 'RSA-4096': 4096 }
const YEAR = 365 * 86_400_000

export const makeBenchKey = (kind: KeyKind): Promise<BenchKey> => (kind === 'P-256' ? makeCurveKey() : makeRsaKey(kind))

async function makeSigners(privateKey: CryptoKey, certificate: Uint8Array): Promise<Pick<BenchKey, 'signer' | 'hostSigner'>> {
  const signer = await createSigner(privateKey, certificate, [])
  return { signer, hostSigner: bindSigner({ algorithm: signer.algorithm, sign: (data) => signWithKey(privateKey, data) }, certificate, [], createHostVerifier) }
}

async function makeCurveKey(): Promise<BenchKey> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const certificate = await issueRoot({ keys, name: { commonName: 'Bench' }, serialNumber: new Uint8Array(16).fill(7), notBefore: Date.now() - YEAR, notAfter: Date.now() + YEAR })
  return { kind: 'P-256', ...(await makeSigners(keys.privateKey, certificate)), privateKey: keys.privateKey, pkcs12: null, passphrase: '' }
}

/** Signed by itself: forge, which one contender reads keys with, knows no other algorithm than RSA. */
async function makeRsaKey(kind: keyof typeof MODULUS_BITS): Promise<BenchKey> {
  const { privateKey } = await crypto.subtle.generateKey({ ...RSA, modulusLength: MODULUS_BITS[kind] }, true, ['sign', 'verify'])
  const { default: forge } = (await loadPeer('node-forge')) as { default: Forge }
  const bytesOf = (value: unknown): Buffer => Buffer.from(forge.asn1.toDer(value).getBytes(), 'latin1')
  const key = forge.pki.privateKeyFromAsn1(forge.asn1.fromDer(Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey)).toString('latin1')))
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e)
  certificate.serialNumber = '01'
  certificate.validity = { notBefore: new Date(Date.now() - YEAR), notAfter: new Date(Date.now() + YEAR) }
  for (const set of ['setSubject', 'setIssuer'] as const) certificate[set]([{ name: 'commonName', value: 'Bench' }])
  certificate.sign(key, forge.md.sha256.create())
  const passphrase = 'bench'
  const signers = await makeSigners(privateKey, new Uint8Array(bytesOf(forge.pki.certificateToAsn1(certificate))))
  return { kind, ...signers, privateKey, pkcs12: bytesOf(forge.pkcs12.toPkcs12Asn1(key, [certificate], passphrase, { algorithm: '3des' })), passphrase }
}
