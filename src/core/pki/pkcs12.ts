import { equalBytes } from '../bytes/compare.ts'
import { decodeInteger, decodeOid, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeHex } from '../bytes/hex.ts'
import { hashLength, readHashIdentifier, type HashName } from './algorithms.ts'
import type { PkiErrorCode } from './error.ts'
import { readDirectoryString } from './name.ts'
import { OID_DATA, OID_ENCRYPTED_DATA, OID_PBMAC1 } from './oids.ts'
import { decryptWithPassphrase, derivePbkdf2Key, readIterations, readSalt } from './pkcs12-cipher.ts'
import { DerivationBudget, derivePkcs12, spellPassphrase, type Spelling } from './pkcs12-kdf.ts'

interface Labels {
  /** Hex; ties a key to its certificate. */
  readonly localKeyId: string | null
  readonly friendlyName: string | null
}

/** What a file holds, in its order. Private keys are PKCS#8 in the clear: overwrite them once they are imported. */
export interface Pkcs12Contents {
  readonly keys: readonly (Labels & { readonly pkcs8: Uint8Array })[]
  readonly certificates: readonly (Labels & { readonly der: Uint8Array })[]
}

const MAX_FILE_OCTETS = 1_048_576
const MAX_BAGS = 200
const MAX_DEPTH = 3
/** In iterations of WebCrypto's PBKDF2; the honest run from 1 to 2,000,000. */
const MAX_ITERATIONS = 10_000_000

const BAG = '1.2.840.113549.1.12.10.1.'
const OID_X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'
const OID_FRIENDLY_NAME = '1.2.840.113549.1.9.20'
const OID_LOCAL_KEY_ID = '1.2.840.113549.1.9.21'

function malformed(message: string, offset = 0): never {
  throw new CodedError<PkiErrorCode>('PKCS12_MALFORMED', message, { offset })
}

const oidOf = (node: DerNode | undefined): string => (node?.tag === 0x06 ? decodeOid(node.content) : malformed('no object identifier'))

/** Content of the single element inside a context tag [0]. */
function inner(node: DerNode | undefined): DerNode {
  const [element, surplus] = node?.tag === 0xa0 ? node.children() : []
  return element && !surplus ? element : malformed('no content', node?.start)
}

class Reader {
  readonly #spellings: readonly Spelling[]
  /** As this file's own program spelt it: known once the authentication code is right. */
  #spelling: Spelling
  readonly #budget = new DerivationBudget(MAX_ITERATIONS)
  readonly keys: (Labels & { pkcs8: Uint8Array })[] = []
  readonly certificates: (Labels & { der: Uint8Array })[] = []
  #bags = 0

  constructor(passphrase: string) {
    this.#spellings = spellPassphrase(passphrase)
    this.#spelling = this.#spellings[0]!
  }

  async #deriveMac(macData: DerNode, spelling: Spelling, budget: DerivationBudget): Promise<{ key: Uint8Array; hash: HashName; expected: Uint8Array }> {
    const [digestInfo, salt, iterations] = macData.children()
    const [algorithm, digest] = digestInfo?.children() ?? []
    if (algorithm?.tag !== 0x30 || digest?.tag !== 0x04) malformed('no message authentication code', macData.start)
    const [name, parameters] = algorithm.children()
    if (oidOf(name) === OID_PBMAC1) {
      const [derivation, scheme] = parameters?.children() ?? []
      const hash = ({ '1.2.840.113549.2.9': 'SHA-256', '1.2.840.113549.2.10': 'SHA-384', '1.2.840.113549.2.11': 'SHA-512' } as const)[oidOf(scheme?.children()[0]) as '1.2.840.113549.2.9']
      if (!hash) throw new CodedError<PkiErrorCode>('PKCS12_CIPHER_UNSUPPORTED', 'message authentication code')
      return { key: await derivePbkdf2Key(derivation, spelling.text, null, budget), hash, expected: digest.content }
    }
    const hash = readHashIdentifier(algorithm)
    if (!hash) throw new CodedError<PkiErrorCode>('PKCS12_CIPHER_UNSUPPORTED', 'message authentication code')
    const common = { hash, bmp: spelling.bmp, salt: readSalt(salt), iterations: iterations ? readIterations(iterations) : 1 }
    return { key: derivePkcs12({ ...common, purpose: 'mac', length: hashLength(hash) }, budget), hash, expected: digest.content }
  }

  /** Nothing inside is looked at before the whole of it is authentic. */
  async #checkMac(content: Uint8Array, macData: DerNode | undefined): Promise<void> {
    if (macData?.tag !== 0x30) throw new CodedError<PkiErrorCode>('PKCS12_MAC_ABSENT', 'anybody could have changed this file')
    const budget = new DerivationBudget(MAX_ITERATIONS)
    for (const [index, spelling] of this.#spellings.entries()) {
      try {
        if (!(await this.#isAuthentic(content, macData, spelling, budget))) continue
      } catch (error) {
        // What the first spelling may cost is the file's own affair; the others are a favour, and end with the budget.
        if (index > 0 && error instanceof CodedError && error.code === 'PKCS12_ITERATIONS_EXCESSIVE') break
        throw error
      }
      this.#spelling = spelling
      return
    }
    throw new CodedError<PkiErrorCode>('PKCS12_PASSPHRASE_WRONG', 'does not open with this passphrase')
  }

  async #isAuthentic(content: Uint8Array, macData: DerNode, spelling: Spelling, budget: DerivationBudget): Promise<boolean> {
    const { key, hash, expected } = await this.#deriveMac(macData, spelling, budget)
    const imported = await crypto.subtle.importKey('raw', key as BufferSource, { name: 'HMAC', hash }, false, ['sign'])
    return equalBytes(new Uint8Array(await crypto.subtle.sign('HMAC', imported, content as BufferSource)), expected)
  }

  #readLabels(attributes: DerNode | undefined): Labels {
    let localKeyId: string | null = null
    let friendlyName: string | null = null
    for (const attribute of attributes?.tag === 0x31 ? attributes.children() : []) {
      const [name, values] = attribute.children()
      const [value] = values?.children() ?? []
      if (!value) continue
      if (oidOf(name) === OID_LOCAL_KEY_ID) localKeyId = encodeHex(value.content.subarray(0, 64))
      if (oidOf(name) === OID_FRIENDLY_NAME) friendlyName = readDirectoryString(value)?.slice(0, 200) ?? null
    }
    return { localKeyId, friendlyName }
  }

  async #readBag(bag: DerNode, depth: number): Promise<void> {
    if (++this.#bags > MAX_BAGS) malformed('too many bags', bag.start)
    const [name, wrapper, attributes] = bag.children()
    const kind = oidOf(name)
    const value = inner(wrapper)
    const labels = this.#readLabels(attributes)
    if (kind === `${BAG}1`) this.keys.push({ ...labels, pkcs8: value.bytes.slice() })
    else if (kind === `${BAG}2`) {
      const [algorithm, data] = value.children()
      if (data?.tag !== 0x04) malformed('no encrypted key', value.start)
      this.keys.push({ ...labels, pkcs8: (await decryptWithPassphrase(algorithm, data.content, this.#spelling, this.#budget)).slice() })
    } else if (kind === `${BAG}3`) {
      const [type, holder] = value.children()
      const certificate = inner(holder)
      if (oidOf(type) === OID_X509_CERTIFICATE && certificate.tag === 0x04) this.certificates.push({ ...labels, der: certificate.content.slice() })
    } else if (kind === `${BAG}6`) await this.#readBags(value.bytes, depth + 1)
    // lists and secrets are of no use here
  }

  async #readBags(bytes: Uint8Array, depth: number): Promise<void> {
    const bags = readDer(bytes)
    if (bags.tag !== 0x30 || bags.end !== bytes.length || depth > MAX_DEPTH) malformed('not a run of bags')
    for (const bag of bags.children()) await this.#readBag(bag, depth)
  }

  async #readPart(part: DerNode): Promise<void> {
    const [type, wrapper] = part.children()
    const content = inner(wrapper)
    if (oidOf(type) === OID_DATA && content.tag === 0x04) return this.#readBags(content.content, 0)
    if (oidOf(type) !== OID_ENCRYPTED_DATA) throw new CodedError<PkiErrorCode>('PKCS12_CIPHER_UNSUPPORTED', 'content')
    const [, encrypted] = content.children()
    const [, algorithm, data] = encrypted?.children() ?? []
    if (data?.tag !== 0x80) malformed('no encrypted content', content.start)
    return this.#readBags(await decryptWithPassphrase(algorithm, data.content, this.#spelling, this.#budget), 0)
  }

  async read(file: Uint8Array): Promise<void> {
    const whole = readDer(file)
    if (whole.tag !== 0x30 || whole.end !== file.length) malformed('not one file')
    const [version, authSafe, macData, surplus] = whole.children()
    if (version?.tag !== 0x02 || decodeInteger(version.content) !== 3n || surplus) malformed('not version 3')
    const [type, wrapper] = authSafe?.children() ?? []
    if (oidOf(type) !== OID_DATA) throw new CodedError<PkiErrorCode>('PKCS12_CIPHER_UNSUPPORTED', 'protected by a public key')
    const content = inner(wrapper)
    if (content.tag !== 0x04) malformed('no content', content.start)
    await this.#checkMac(content.content, macData)
    const parts = readDer(content.content)
    if (parts.tag !== 0x30 || parts.end !== content.content.length) malformed('not a run of parts')
    for (const part of parts.children()) await this.#readPart(part)
  }
}

/**
 * Opens a PKCS#12 file (RFC 7292): PBES2 with AES, and the old schemes with triple DES and RC2; the file's own authentication code is
 * checked before anything in it is read. Work is bounded whatever the file asks for. Throws PKCS12_MALFORMED, PKCS12_PASSPHRASE_WRONG,
 * PKCS12_MAC_ABSENT, PKCS12_CIPHER_UNSUPPORTED, PKCS12_ITERATIONS_EXCESSIVE.
 */
export async function parsePkcs12(file: Uint8Array, passphrase: string): Promise<Pkcs12Contents> {
  if (file.length > MAX_FILE_OCTETS) malformed('larger than any such file')
  const reader = new Reader(passphrase)
  try {
    await reader.read(file)
  } catch (error) {
    if (!(error instanceof CodedError) || error.code.startsWith('PKCS12_')) throw error
    throw new CodedError<PkiErrorCode>('PKCS12_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
  return { keys: reader.keys, certificates: reader.certificates }
}
