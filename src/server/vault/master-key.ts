import { randomBytes, scryptSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { CodedError } from '../../core/bytes/error.ts'
import { decodeHex, encodeHex } from '../../core/bytes/hex.ts'
import { createDurably, writeDurably } from '../durable-file.ts'
import { open, seal, type VaultErrorCode } from './cipher.ts'

const hex = z.string().check(z.regex(/^[0-9a-f]+$/), z.maxLength(400))
const fileSchema = z.discriminatedUnion('wrapping', [
  z.strictObject({ format: z.literal('countersign/master-key/1'), wrapping: z.literal('none'), key: hex.check(z.length(64)) }),
  z.strictObject({
    format: z.literal('countersign/master-key/1'),
    wrapping: z.literal('scrypt'),
    cost: z.number().check(z.int(), z.gte(14), z.lte(20)),
    salt: hex,
    wrapped: hex,
  }),
])
type MasterKeyFile = z.infer<typeof fileSchema>

const COST = 16
const CONTEXT = 'master-key'

function derive(passphrase: string, salt: Uint8Array, cost: number): Uint8Array {
  return scryptSync(passphrase.normalize('NFC'), salt, 32, { N: 2 ** cost, r: 8, p: 1, maxmem: 2 ** (cost + 11) })
}

function fail(code: VaultErrorCode, message: string): never {
  throw new CodedError<VaultErrorCode>(code, message)
}

function wrap(key: Uint8Array, passphrase: string | null): MasterKeyFile {
  const format = 'countersign/master-key/1'
  if (passphrase === null) return { format, wrapping: 'none', key: encodeHex(key) }
  const salt = randomBytes(16)
  return { format, wrapping: 'scrypt', cost: COST, salt: encodeHex(salt), wrapped: encodeHex(seal(derive(passphrase, salt, COST), CONTEXT, key)) }
}

function parse(text: string): MasterKeyFile {
  try {
    return fileSchema.parse(JSON.parse(text))
  } catch {
    return fail('MASTER_KEY_DAMAGED', 'master.key is damaged')
  }
}

/**
 * The master key of a folder, made on first use unless `mayMake` is false; file mode 0600, wrapped by scrypt and AES-256-GCM when there
 * is a passphrase. Throws MASTER_KEY_MISSING (the database was sealed under another folder's key), PASSPHRASE_WRONG, MASTER_KEY_DAMAGED, MASTER_KEY_WRAPPED (a passphrase is needed, or one is given for a key that has none).
 */
export function loadMasterKey(folder: string, passphrase: string | null, mayMake = true): Uint8Array {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'master.key')
  if (!mayMake && !existsSync(path)) fail('MASTER_KEY_MISSING', 'the database is sealed under a key that this folder does not have: bring the master.key it was made with')
  createDurably(path, () => `${JSON.stringify(wrap(randomBytes(32), passphrase))}\n`)
  const file = parse(readFileSync(path, 'utf8'))
  if (file.wrapping === 'none') {
    if (passphrase !== null) fail('MASTER_KEY_WRAPPED', 'master.key was made without a passphrase; countersign passphrase gives it one')
    return decodeHex(file.key)
  }
  if (passphrase === null) fail('MASTER_KEY_WRAPPED', 'master.key is wrapped: COUNTERSIGN_KEY_PASSPHRASE is needed')
  try {
    return open(derive(passphrase, decodeHex(file.salt), file.cost), CONTEXT, decodeHex(file.wrapped))
  } catch {
    return fail('PASSPHRASE_WRONG', 'COUNTERSIGN_KEY_PASSPHRASE does not open master.key')
  }
}

/**
 * Wraps the master key of a folder under another passphrase; nothing that is sealed under the key changes, and what runs goes on. After a crash one of the two
 * opens it. Throws as `loadMasterKey` does.
 */
export function rewrapMasterKey(folder: string, passphrase: string | null, next: string): void {
  const key = loadMasterKey(folder, passphrase, false)
  writeDurably(join(folder, 'master.key'), Buffer.from(`${JSON.stringify(wrap(key, next))}\n`, 'utf8'))
}
