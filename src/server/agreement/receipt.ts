import { createPrivateKey } from 'node:crypto'
import { computeJwkThumbprint, exportPublicJwk, parsePublicJwk, type PublicJwk } from '../../core/pki/jws.ts'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import type { Parts } from '../parts.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { encodePart, writeReceipt, type ReceiptSigner } from './receipt-writer.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const NAME = 'receipt-key'
const CONTEXT = 'fact/receipt-key'

interface ReceiptKey extends ReceiptSigner {
  readonly jwk: PublicJwk
  readonly id: string
}

const kept = new WeakMap<Parts['vault'], Promise<ReceiptKey>>()

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
  const { store, vault, settings } = parts
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
  return { privateKey, jwk: publicJwk, id, head: encodePart({ alg: 'ES256', kid: id, typ: 'countersign-receipt+jwt' }), issuer: settings.publicAddress }
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
export async function prepareReceipts(parts: Parts): Promise<ReceiptSigner> {
  const { privateKey, head, issuer } = await loadKey(parts)
  return { privateKey, head, issuer }
}

/** The published key set (RFC 7517): with it anyone checks a receipt without asking the service. */
export async function listKeys(parts: Parts): Promise<{ keys: (PublicJwk & { kid: string; alg: string; use: string })[] }> {
  const { jwk, id } = await loadKey(parts)
  return { keys: [{ ...jwk, kid: id, alg: 'ES256', use: 'sig' }] }
}

/** As `writeReceipt`, with the service's own key. */
export async function signReceipt(parts: Parts, facts: Readonly<Record<string, unknown>>): Promise<string> {
  return writeReceipt(await loadKey(parts), facts)
}
