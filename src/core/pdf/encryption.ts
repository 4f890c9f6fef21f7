import { decryptCbc } from '../bytes/aes.ts'
import { concatBytes } from '../bytes/compare.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { md5 } from '../bytes/old-hash.ts'
import { applyRc4 } from '../bytes/rc4.ts'
import { openWithoutPassword } from './encryption-key.ts'
import { refuse } from './error.ts'
import { dictionaryOf, entryOf, integerOf, nameOf } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfStream } from './object.ts'

type Method = 'identity' | 'rc4' | 'aes' | 'aes256'

/** How the strings and streams of a file are read when it is encrypted and opens without a password (ISO 32000-2 §7.6). */
export interface Decryption {
  /** The object with its strings decrypted, and its stream's bytes as they are asked for. Places stay those of the file. */
  decrypt(id: ObjectId, object: PdfObject): PdfObject
}

const METHODS: Readonly<Record<string, Method>> = { None: 'identity', V2: 'rc4', AESV2: 'aes', AESV3: 'aes256' }
const SALT = encodeLatin1('sAlT')
const BLOCK = 16

function damaged(message: string): never {
  return refuse('PDF_ENCRYPTION_DAMAGED', message)
}

function bytesOf(dictionary: PdfDictionary, key: string): Uint8Array {
  const value = dictionary.entries.get(key)
  return value?.kind === 'string' ? value.bytes : damaged(`/Encrypt has no /${key}`)
}

function methodOf(dictionary: PdfDictionary, name: string | null): Method {
  if (name === null || name === 'Identity') return 'identity'
  const filters = dictionaryOf(dictionary.entries.get('CF'))
  const filter = filters === null ? null : dictionaryOf(filters.entries.get(name))
  const method = filter === null ? undefined : METHODS[nameOf(filter.entries.get('CFM')) ?? 'None']
  return method ?? refuse('PDF_ENCRYPTED', 'encrypted by an unknown method')
}

/** Algorithm 1: each object has a key of its own; AESV3 uses the file's (Algorithm 1.A). */
function objectKey(key: Uint8Array, { number, generation }: ObjectId, method: Method): Uint8Array {
  if (method === 'aes256') return key
  const salted = Uint8Array.of(number & 0xff, (number >> 8) & 0xff, (number >> 16) & 0xff, generation & 0xff, (generation >> 8) & 0xff)
  return md5(concatBytes(key, salted, ...(method === 'aes' ? [SALT] : []))).subarray(0, Math.min(16, key.length + 5))
}

/** Initialization vector first, PKCS #7 padding last. An empty value is one that a producer left unencrypted. */
function decryptAes(key: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length === 0) return data
  if (data.length % BLOCK !== 0 || data.length < BLOCK) return refuse('PDF_STREAM_DAMAGED', 'encrypted value is not whole blocks')
  const plain = decryptCbc(key, data.subarray(0, BLOCK), data.subarray(BLOCK))
  const padding = plain[plain.length - 1] ?? 0
  return padding >= 1 && padding <= BLOCK ? plain.subarray(0, plain.length - padding) : plain
}

function decryptBytes(key: Uint8Array, id: ObjectId, method: Method, data: Uint8Array): Uint8Array {
  if (method === 'identity') return data
  const own = objectKey(key, id, method)
  return method === 'rc4' ? applyRc4(own, data) : decryptAes(own, data)
}

/** /Contents of a signature is never encrypted (§7.6.2), whatever else its dictionary says. */
const isSignature = ({ entries }: PdfDictionary): boolean => entries.has('ByteRange') && entries.has('Contents')

function decryptStrings(object: PdfObject, change: (bytes: Uint8Array) => Uint8Array): PdfObject {
  switch (object.kind) {
    case 'string': return { ...object, bytes: change(object.bytes) }
    case 'array': return { ...object, items: object.items.map((item) => decryptStrings(item, change)) }
    case 'dictionary': {
      const isExempt = isSignature(object)
      const entries = [...object.entries].map(([key, value]) => [key, isExempt && key === 'Contents' ? value : decryptStrings(value, change)] as const)
      return { ...object, entries: new Map(entries) }
    }
    default: return object
  }
}

/** A crypt filter that the stream itself names, which stands first (§7.4.10); undefined when it names none. */
function ownFilter({ dictionary }: PdfStream): string | null | undefined {
  const filter = entryOf(dictionary, 'Filter')
  const first = filter?.kind === 'array' ? filter.items[0] : filter
  if (nameOf(first) !== 'Crypt') return undefined
  const parameters = entryOf(dictionary, 'DecodeParms')
  const own = dictionaryOf(parameters?.kind === 'array' ? parameters.items[0] : parameters)
  return own === null ? null : nameOf(own.entries.get('Name'))
}

/** Decrypts when first read: a judge looks at few of the streams of a large file. */
function lazyStream(stream: PdfStream, dictionary: PdfDictionary, change: (bytes: Uint8Array) => Uint8Array): PdfStream {
  let plain: Uint8Array | null = null
  const { kind, dataStart, hasIndirectLength, start, end } = stream
  return { kind, dictionary, dataStart, hasIndirectLength, start, end, get raw() { return (plain ??= change(stream.raw)) } }
}

/**
 * Opens the standard security handler with the empty user password: RC4 of 40 to 128 bits, AESV2 and AESV3 (revisions 2 to 6), /Identity
 * and /EncryptMetadata. `dictionary` is /Encrypt with everything in it direct, `id` its object, which is not encrypted itself.
 * Throws PDF_ENCRYPTED when a password or a key is needed, PDF_ENCRYPTION_DAMAGED.
 */
export function openEncryption(dictionary: PdfDictionary, id: ObjectId | null, fileId: Uint8Array): Decryption {
  const version = integerOf(dictionary.entries.get('V')) ?? 0
  const revision = integerOf(dictionary.entries.get('R')) ?? 0
  if (nameOf(dictionary.entries.get('Filter')) !== 'Standard') refuse('PDF_ENCRYPTED', 'encrypted for somebody’s key')
  if (![1, 2, 4, 5].includes(version) || revision < 2 || revision > 6) refuse('PDF_ENCRYPTED', 'encrypted by an unknown method')
  const bits = version === 1 ? 40 : version === 2 ? (integerOf(dictionary.entries.get('Length')) ?? 40) : version === 4 ? 128 : 256
  if (bits % 8 !== 0 || bits < 40 || bits > 256) damaged('/Length of the key is out of range')
  const metadata = dictionary.entries.get('EncryptMetadata')
  const isMetadataEncrypted = !(metadata?.kind === 'boolean' && !metadata.value)
  const key = openWithoutPassword({
    revision, keyLength: bits / 8, owner: bytesOf(dictionary, 'O'), user: bytesOf(dictionary, 'U'), userKey: version === 5 ? bytesOf(dictionary, 'UE') : new Uint8Array(0),
    permissions: integerOf(dictionary.entries.get('P')) ?? damaged('/Encrypt has no /P'), isMetadataEncrypted, fileId,
  })
  if (key === null) return refuse('PDF_ENCRYPTED', 'a password is needed')
  const named = (entry: string): Method => (version < 4 ? 'rc4' : methodOf(dictionary, nameOf(dictionary.entries.get(entry))))
  const [strings, streams] = [named('StrF'), named('StmF')]
  const streamMethod = (stream: PdfStream): Method => {
    const type = nameOf(stream.dictionary.entries.get('Type'))
    if (type === 'XRef' || (type === 'Metadata' && !isMetadataEncrypted)) return 'identity'
    const own = version < 4 ? undefined : ownFilter(stream)
    if (own !== undefined) return methodOf(dictionary, own)
    return type === 'EmbeddedFile' && dictionary.entries.has('EFF') ? methodOf(dictionary, nameOf(dictionary.entries.get('EFF'))) : streams
  }
  return {
    decrypt(owner, object) {
      if (id !== null && owner.number === id.number && owner.generation === id.generation) return object
      const change = (bytes: Uint8Array): Uint8Array => decryptBytes(key, owner, strings, bytes)
      if (object.kind !== 'stream') return strings === 'identity' ? object : decryptStrings(object, change)
      const method = streamMethod(object)
      if (nameOf(object.dictionary.entries.get('Type')) === 'XRef') return object
      const inner = decryptStrings(object.dictionary, change)
      const entries = inner.kind === 'dictionary' ? inner : object.dictionary
      return lazyStream(object, entries, (bytes) => decryptBytes(key, owner, method, bytes))
    },
  }
}
