import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { computeJwkThumbprint, exportPublicJwk, parsePublicJwk, type PublicJwk } from '../../core/pki/jws.ts'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import type { Parts } from '../parts.ts'
import { isUniqueViolation } from '../storage/database.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const NAME = 'receipt-key'
const CONTEXT = 'fact/receipt-key'

/** What signs the service's receipts. */
interface ReceiptKey {
  readonly privateKey: KeyObject
  readonly jwk: PublicJwk
  readonly id: string
  /** The header of everything it signs, encoded. */
  readonly head: string
}

const kept = new WeakMap<Parts['vault'], Promise<ReceiptKey>>()

const encodePart = (value: unknown): string => Buffer.from(encodeCanonicalJson(value)).toString('base64url')

async function makeKey({ store, vault }: Parts): Promise<void> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  const value = JSON.stringify({ jwk: await exportPublicJwk(keys.publicKey), sealed: encodeBase64(vault.sealSecret(CONTEXT, pkcs8)) })
  pkcs8.fill(0)
  await store.insertInto('fact').values({ name: NAME, value }).execute().catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error
  })
}

async function openKey(parts: Parts): Promise<ReceiptKey> {
  const { store, vault } = parts
  const read = () => store.selectFrom('fact').select('value').where('name', '=', NAME).executeTakeFirst()
  let row = await read()
  if (!row) {
    await makeKey(parts)
    row = await read()
  }
  if (!row) throw new Error('the receipt key cannot be made')
  const { jwk, sealed } = JSON.parse(row.value) as { jwk: unknown; sealed: string }
  const publicJwk = parsePublicJwk(jwk)
  const pkcs8 = vault.openSecret(CONTEXT, decodeBase64(sealed))
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  const id = computeJwkThumbprint(publicJwk)
  return { privateKey, jwk: publicJwk, id, head: encodePart({ alg: 'ES256', kid: id, typ: 'countersign-receipt+jwt' }) }
}

function loadKey(parts: Parts): Promise<ReceiptKey> {
  const known = kept.get(parts.vault)
  if (known) return known
  const opened = openKey(parts)
  kept.set(parts.vault, opened)
  opened.catch(() => kept.delete(parts.vault))
  return opened
}

/** Opens the key, so that it is at hand inside a transaction, which must not wait for another connection. */
export async function prepareReceipts(parts: Parts): Promise<void> {
  await loadKey(parts)
}

/** The published key set (RFC 7517): with it anyone checks a receipt without asking the service. */
export async function listKeys(parts: Parts): Promise<{ keys: (PublicJwk & { kid: string; alg: string; use: string })[] }> {
  const { jwk, id } = await loadKey(parts)
  return { keys: [{ ...jwk, kid: id, alg: 'ES256', use: 'sig' }] }
}

/** Signs a receipt: a JWS (RFC 7515, ES256) of type `countersign-receipt+jwt`. By Node itself: a fraction of what WebCrypto's round trip costs. */
export async function signReceipt(parts: Parts, facts: Readonly<Record<string, unknown>>): Promise<string> {
  const { privateKey, head } = await loadKey(parts)
  const text = `${head}.${encodePart({ iss: parts.settings.publicAddress, ...facts })}`
  return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
