import * as z from 'zod/mini'
import { parseCanonicalJson } from '../../bytes/canonical-json.ts'
import { isCodedError } from '../../bytes/error.ts'
import { sha256Hex } from '../../bytes/sha256.ts'
import { decodeUtf8 } from '../../bytes/text.ts'
import { decodeContractDocument, MAX_PARTICULARS } from '../../contract/document.ts'
import type { ContractDocument, ParticularValues } from '../../contract/document.ts'
import { readAttachments } from '../../pdf/attachment.ts'
import type { PdfFile } from '../../pdf/reader.ts'

/** Names of the files that every base revision attaches; part of the published form, not of one typeset revision. */
export const ATTACHED = { document: 'contract.json', particulars: 'particulars.json', publication: 'publication.p7s' } as const

const particularsSchema = z.strictObject({
  values: z.record(z.string().check(z.maxLength(60)), z.string().check(z.maxLength(4000))),
  salt: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
})

/** The contract that travels inside a file. */
export interface AttachedContract {
  /** Canonical JSON as it stands, UTF-8. */
  readonly bytes: Uint8Array
  readonly hash: string
  readonly document: ContractDocument
  readonly values: ParticularValues
  /** Hex; null when no particulars are attached. */
  readonly salt: string | null
  /** DER of the publication signature, or null. */
  readonly publication: Uint8Array | null
}

export type AttachedResult = { readonly kind: 'contract'; readonly contract: AttachedContract } | { readonly kind: 'none' | 'unreadable' } | { readonly kind: 'unknown-schema'; readonly schema: string }

function readParticulars(bytes: Uint8Array | null): { values: ParticularValues; salt: string | null } {
  if (bytes === null) return { values: {}, salt: null }
  const { values, salt } = particularsSchema.parse(parseCanonicalJson(decodeUtf8(bytes)))
  if (Object.keys(values).length > MAX_PARTICULARS) throw new z.core.$ZodError([])
  return { values, salt }
}

/** The contract document, particulars and publication signature attached as of a revision. One of a name, or it is not readable. */
export function readAttachedContract(file: PdfFile, revision: number): AttachedResult {
  try {
    const attachments = readAttachments(file, revision)
    const named = (name: string): Uint8Array | null => {
      const found = attachments.filter((attachment) => attachment.name === name)
      if (found.length > 1) throw new z.core.$ZodError([])
      return found[0]?.bytes ?? null
    }
    const bytes = named(ATTACHED.document)
    if (bytes === null) return { kind: 'none' }
    const document = decodeContractDocument(decodeUtf8(bytes))
    return { kind: 'contract', contract: { bytes, hash: sha256Hex(bytes), document, ...readParticulars(named(ATTACHED.particulars)), publication: named(ATTACHED.publication) } }
  } catch (error) {
    if (isCodedError(error, 'CONTRACT_SCHEMA_UNKNOWN')) return { kind: 'unknown-schema', schema: String(error.details['schema']) }
    if (isCodedError(error) || error instanceof z.core.$ZodError) return { kind: 'unreadable' }
    throw error
  }
}
