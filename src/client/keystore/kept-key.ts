import { encodeBase64Url } from '../../core/bytes/base64.ts'
import { CodedError } from '../../core/bytes/error.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import { computeKeyThumbprint } from '../../core/pki/thumbprint.ts'
import type { Pkcs12Identity } from '../../core/pki/pkcs12-identity.ts'
import { listKept } from './kept-list.ts'
import { aloneWith, changeKept, describeKept, loadKeptRecord, saveKeptRecord } from './kept-record.ts'
import type { KeptKey, KeptKeyErrorCode, KeptKeyRecord } from './kept-record.ts'
import { isStrong } from './passphrase.ts'
import { makeUnlock, openPrivateKey, openUnlock, sealKey } from './unlock.ts'
import type { Secret } from './unlock.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

export interface NewKey {
  readonly label: string
  readonly email: string
  /** Whether a backup can be made later; fixed for good. */
  readonly exportable: boolean
  readonly passphrase: string
}

/**
 * Makes a signing key and keeps it wrapped. Runs in a worker: the pair is extractable for the moment it takes to wrap it, and never
 * leaves here in the clear. Throws PASSPHRASE_WEAK, STORAGE_…
 */
export async function createKeptKey({ label, email, exportable, passphrase }: NewKey, now: number): Promise<KeptKey> {
  const id = encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)))
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const { wrappedKey, unlock } = await sealKey(id, keys.privateKey, { kind: 'passphrase', passphrase })
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
  const record: KeptKeyRecord = {
    id, label, kind: 'kept', email, createdAt: now, usedAt: null, exportable, algorithm: P256, spki, keyThumbprint: computeKeyThumbprint(spki), wrappedKey, unlocks: [unlock], wrong: 0,
    lockedUntil: 0, certificate: null, chain: [],
  }
  await saveKeptRecord(record)
  return describeKept(record)
}

export interface BroughtFile {
  readonly file: Uint8Array
  readonly filePassphrase: string
  /** Of the key on this device from now on; may be the file's own when that is strong. */
  readonly passphrase: string
  readonly label: string | null
}

/** A key that this device already has from a file; bringing it again renews its certificate and passphrase instead of keeping it twice. */
async function findBrought(thumbprint: string): Promise<KeptKey | null> {
  return (await listKept()).find(({ kind, keyThumbprint }) => kind === 'brought' && keyThumbprint === thumbprint) ?? null
}

async function keepBrought({ pkcs8, importParameters, certificate, chain, friendlyName }: Pkcs12Identity, { passphrase, label }: BroughtFile, now: number): Promise<KeptKey> {
  const facts = parseCertificate(certificate)
  const keyThumbprint = computeKeyThumbprint(facts.spki)
  const held = await findBrought(keyThumbprint)
  const id = held?.id ?? encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)))
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8 as BufferSource, importParameters, true, ['sign'])
  const { wrappedKey, unlock } = await sealKey(id, privateKey, { kind: 'passphrase', passphrase })
  const record: KeptKeyRecord = {
    id, label: label ?? held?.label ?? friendlyName ?? facts.subject.commonName ?? facts.subject.text, kind: 'brought', email: facts.subjectAlternativeEmails[0] ?? null, createdAt: held?.createdAt ?? now,
    usedAt: held?.usedAt ?? null, exportable: false, algorithm: importParameters, spki: facts.spki, keyThumbprint, wrappedKey, unlocks: [unlock], wrong: 0, lockedUntil: 0, certificate, chain,
  }
  await aloneWith(id, () => saveKeptRecord(record))
  return describeKept(record)
}

/** Takes the keys of a PKCS#12 file in that may sign, each wrapped like any other; gives the first. Throws PKCS12_…, PASSPHRASE_WEAK, STORAGE_… */
export async function bringKey(brought: BroughtFile, now: number): Promise<KeptKey> {
  const [{ parsePkcs12 }, { listIdentities }] = await Promise.all([import('../../core/pki/pkcs12.ts'), import('../../core/pki/pkcs12-identity.ts')])
  const contents = await parsePkcs12(brought.file, brought.filePassphrase)
  try {
    const [first, ...others] = await listIdentities(contents)
    if (!first) throw new CodedError('PKCS12_CERTIFICATE_ABSENT', 'holds no certificate for its key')
    const kept = await keepBrought(first, brought, now)
    for (const other of others) await keepBrought(other, brought, now)
    return kept
  } finally {
    for (const { pkcs8 } of contents.keys) pkcs8.fill(0)
  }
}

/** The key opened for one use: non-extractable, for signing only. Throws KEY_LOST, KEY_LOCKED_OUT, PASSPHRASE_WRONG, PASSKEY_WRONG. */
export function openKeptKey(id: string, secret: Secret, now: number): Promise<{ readonly privateKey: CryptoKey; readonly key: KeptKey }> {
  return aloneWith(id, async () => {
    const record = await loadKeptRecord(id)
    const privateKey = await openPrivateKey(record, secret, now)
    const used = { ...(await loadKeptRecord(id)), usedAt: now }
    await saveKeptRecord(used)
    return { privateKey, key: describeKept(used) }
  })
}

/** Whether the secret is right: the key is opened for nothing, and not counted as used. Throws what opening throws. */
export async function checkSecret(id: string, secret: Secret, now: number): Promise<null> {
  await changeKept(id, async (record) => {
    await openUnlock(record, secret, now)
    return { ...record, wrong: 0, lockedUntil: 0 }
  })
  return null
}

/** A PKCS#10 request for the key's address, signed by it; nobody takes that for a use of the key. */
export async function requestCertificate(id: string, secret: Secret, now: number): Promise<Uint8Array> {
  const [key, privateKey] = await aloneWith(id, async () => {
    const record = await loadKeptRecord(id)
    return [record, await openPrivateKey(record, secret, now)] as const
  })
  const publicKey = await crypto.subtle.importKey('spki', key.spki as BufferSource, key.algorithm, true, ['verify'])
  return createCertificateRequest({ privateKey, publicKey }, key.email ?? '')
}

/** Replaces the passphrase; the one before opens nothing any more. */
export function changePassphrase(id: string, secret: Secret, passphrase: string, now: number): Promise<KeptKey> {
  return changeKept(id, async (record) => {
    if (!isStrong(passphrase)) throw new CodedError<KeptKeyErrorCode>('PASSPHRASE_WEAK', 'ten letters, five of them different')
    const keyEncryptionKey = await openUnlock(record, secret, now, true)
    const unlock = await makeUnlock(id, keyEncryptionKey, { kind: 'passphrase', passphrase })
    return { ...record, wrong: 0, lockedUntil: 0, unlocks: [unlock, ...record.unlocks.filter(({ kind }) => kind !== 'passphrase')] }
  })
}

/** Adds a passkey as a second way in. */
export function addPasskey(id: string, secret: Secret, passkey: Extract<Secret, { kind: 'passkey' }>, salt: Uint8Array, now: number): Promise<KeptKey> {
  return changeKept(id, async (record) => {
    const keyEncryptionKey = await openUnlock(record, secret, now, true)
    const unlock = await makeUnlock(id, keyEncryptionKey, passkey, salt)
    return { ...record, wrong: 0, lockedUntil: 0, unlocks: [...record.unlocks.filter(({ kind }) => kind !== 'passkey'), unlock] }
  })
}

/** A PKCS#12 backup, only of a key that was made exportable. Throws KEY_NOT_EXPORTABLE, PASSPHRASE_WEAK and what opening throws. */
export async function exportKept(id: string, secret: Secret, filePassphrase: string, now: number): Promise<Uint8Array> {
  const { exportable } = await loadKeptRecord(id)
  if (!exportable) throw new CodedError<KeptKeyErrorCode>('KEY_NOT_EXPORTABLE', 'this key was made to stay on this device')
  if (!isStrong(filePassphrase)) throw new CodedError<KeptKeyErrorCode>('PASSPHRASE_WEAK', 'ten letters, five of them different')
  const { encodePkcs12 } = await import('../../core/pki/pkcs12-encode.ts')
  // What is opened is what is kept at that moment: another tab may have changed the passphrase meanwhile.
  const [record, privateKey] = await aloneWith(id, async () => {
    const present = await loadKeptRecord(id)
    return [present, await openPrivateKey(present, secret, now, true)] as const
  })
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
  try {
    const certificates = record.certificate ? [record.certificate, ...record.chain] : []
    return await encodePkcs12({ pkcs8, certificates, friendlyName: record.label, passphrase: filePassphrase.normalize('NFC'), random: (length) => crypto.getRandomValues(new Uint8Array(length)) })
  } finally {
    pkcs8.fill(0)
  }
}
