import { deleteItem, listItems } from './database.ts'
import { aloneWith, changeKept, describeKept, isKeptRecord } from './kept-record.ts'
import type { KeptKey } from './kept-record.ts'

/** Every key of this device, oldest first. */
export async function listKept(): Promise<KeptKey[]> {
  const records = (await listItems('kept')).filter(isKeptRecord)
  return records.map(describeKept).sort((a, b) => a.createdAt - b.createdAt)
}

/** Keeps the certificate that was issued for a key. */
export function keepCertificate(id: string, certificate: Uint8Array, chain: readonly Uint8Array[]): Promise<KeptKey> {
  return changeKept(id, (record) => ({ ...record, certificate, chain }))
}

export function renameKept(id: string, label: string): Promise<KeptKey> {
  return changeKept(id, (record) => ({ ...record, label }))
}

/** Takes the passkey away; the passphrase stays, so that nobody locks themselves out. */
export function removePasskey(id: string): Promise<KeptKey> {
  return changeKept(id, (record) => ({ ...record, unlocks: record.unlocks.filter(({ kind }) => kind !== 'passkey') }))
}

/** Ends a key on this device for good; alone, so that no tab that is opening it writes it back. */
export function deleteKept(id: string): Promise<void> {
  return aloneWith(id, () => deleteItem('kept', id))
}
