import { createHash } from 'node:crypto'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import type { BaseRevisionInput } from '../../core/ceremony/base-revision.ts'
import type { SignatureRevisionInput } from '../../core/ceremony/signature-revision.ts'
import type { ValidationData } from '../../core/pdf/validation-data.ts'
import type { PreparedSignature } from '../../core/signing/revision.ts'
import type { FontSet } from '../../core/typeset/font.ts'

/** A base revision and its SHA-256 in hex. */
export interface DerivedBase {
  readonly bytes: Uint8Array
  readonly hash: string
}

/** A prepared signature and the digest its CMS must name: SHA-256 of every byte outside /Contents. */
export interface ExpectedSignature {
  readonly prepared: PreparedSignature
  readonly digest: Uint8Array
  /** What the seal is drawn from. */
  readonly sealHash: Uint8Array
  /** The revision that makes it B-LT. It says nothing of /Contents, so it is known before the signature is. */
  readonly validationData: Uint8Array
}

/** The server's own derivations, kept in a bounded cache so that an upload meets what was derived for its intent or certificate. */
export interface Derivations {
  /** `documentHash` is that of the document's canonical text. */
  deriveBase(documentHash: string, input: Omit<BaseRevisionInput, 'fonts'>): Promise<DerivedBase>
  /** `base`: the revision that is signed over. */
  deriveSignature(base: DerivedBase, input: Omit<SignatureRevisionInput, 'base'>, validationData: ValidationData): Promise<ExpectedSignature>
}

const MAX_BYTES = 64 * 1024 * 1024

class BoundedCache<T> {
  readonly #entries = new Map<string, { value: Promise<T>; size: number }>()
  readonly #sizeOf: (value: T) => number
  #total = 0

  constructor(sizeOf: (value: T) => number) {
    this.#sizeOf = sizeOf
  }

  #drop(name: string): void {
    this.#total -= this.#entries.get(name)?.size ?? 0
    this.#entries.delete(name)
  }

  async get(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(name)
    if (known) return known.value
    const entry = { value: make(), size: 0 }
    this.#entries.set(name, entry)
    try {
      const value = await entry.value
      entry.size = this.#sizeOf(value)
      this.#total += entry.size
      for (const oldest of this.#entries.keys()) {
        if (this.#total <= MAX_BYTES || oldest === name) break
        this.#drop(oldest)
      }
      return value
    } catch (error) {
      this.#drop(name)
      throw error
    }
  }
}

const hash = (...parts: readonly (string | Uint8Array)[]): string => {
  const digest = createHash('sha256')
  for (const part of parts) digest.update(createHash('sha256').update(part).digest())
  return digest.digest('hex')
}

/** Derivations with these fonts. The typesetting code is loaded on first use, so that the server starts quickly. */
export function createDerivations(fonts: FontSet): Derivations {
  const bases = new BoundedCache<DerivedBase>(({ bytes }) => bytes.length)
  const signatures = new BoundedCache<ExpectedSignature>(({ prepared }) => prepared.bytes.length)
  return {
    deriveBase(documentHash, input) {
      const name = hash(documentHash, encodeCanonicalJson(input.values), input.salt, input.publication ?? '')
      return bases.get(name, async () => {
        const { deriveBaseRevision } = await import('../../core/ceremony/base-revision.ts')
        const bytes = await deriveBaseRevision({ ...input, fonts })
        return { bytes, hash: createHash('sha256').update(bytes).digest('hex') }
      })
    },
    deriveSignature(base, input, validationData) {
      const name = hash(base.hash, input.statement, input.certificate, input.checkAddress, `${input.place ?? 1} ${input.timestampAllowance ?? 0}`, ...(input.unsignedAttributes ?? []), ...validationData.certificates, ...validationData.crls, ...validationData.ocsps)
      return signatures.get(name, async () => {
        const { computeSealHash, deriveSignatureRevision } = await import('../../core/ceremony/signature-revision.ts')
        const { appendDocumentSecurityStore } = await import('../../core/pdf/validation-data.ts')
        const prepared = deriveSignatureRevision({ ...input, base: base.bytes })
        const { bytes, contentsStart, contentsEnd } = prepared
        const appended = appendDocumentSecurityStore(bytes, validationData)
        const digest = createHash('sha256').update(bytes.subarray(0, contentsStart)).update(bytes.subarray(contentsEnd)).digest()
        return { prepared, digest: new Uint8Array(digest), sealHash: computeSealHash(base.bytes, input.statement), validationData: appended.slice(bytes.length) }
      })
    },
  }
}
