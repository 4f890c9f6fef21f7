import { isCodedError } from '../bytes/error.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { readDocumentSecurityStore } from '../pdf/validation-data.ts'
import { joinMaterial } from './material.ts'
import type { Material } from './material.ts'

const NOTHING: Material = { certificates: [], crls: [], ocsps: [] }

/** The document security store as of a revision, with what it names for single signatures; null when it cannot be read. */
export function readStore(file: PdfFile, revision: number): Material | null {
  try {
    const store = readDocumentSecurityStore(file, revision)
    return store === null ? NOTHING : joinMaterial([store, ...store.related])
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

export const readStoreAt = (file: PdfFile, revision: number): Material => readStore(file, revision) ?? NOTHING
