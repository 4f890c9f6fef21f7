import { CodedError } from '../../../../core/bytes/error.ts'
import { sha256Hex } from '../../../../core/bytes/sha256.ts'
import { deriveBaseRevision } from '../../../../core/ceremony/base-revision.ts'
import { decodeContractDocument } from '../../../../core/contract/document.ts'
import type { ContractDocument } from '../../../../core/contract/document.ts'
import { TYPESET_REVISION } from '../../../../core/typeset/revision.ts'
import { loadFonts } from '../../../worker/fonts.ts'
import type { Derived, Source } from './message.ts'

interface Held {
  readonly key: string
  readonly document: ContractDocument
  readonly derived: Derived
}

let held: Promise<Held> | null = null
let heldKey = ''

async function derive(source: Source, key: string): Promise<Held> {
  const document = decodeContractDocument(source.document)
  if (document.typesetRevision !== TYPESET_REVISION) {
    throw new CodedError('VERSION_STALE', 'this page sets type by another revision than the offer names', { offered: document.typesetRevision, here: TYPESET_REVISION })
  }
  const { values, salt, publication } = source
  const bytes = await deriveBaseRevision({ document, values, salt, publication, fonts: await loadFonts() })
  return { key, document, derived: { bytes, hash: sha256Hex(bytes) } }
}

/** The base revision for a source; the last one is held, so that preview, statement and signature derive it once. Throws VERSION_STALE, FONTS_MISSING and the codes of typesetting. */
export async function deriveHeld(source: Source): Promise<{ readonly document: ContractDocument; readonly derived: Derived }> {
  const key = sha256Hex(new TextEncoder().encode(JSON.stringify([source.document, source.values, source.salt, Array.from(source.publication)])))
  if (!held || heldKey !== key) {
    heldKey = key
    const made = derive(source, key)
    held = made
    made.catch(() => {
      if (held === made) held = null
    })
  }
  return held
}

/** The base revision an act was begun with. Throws VERSION_STALE when this page now derives another one. */
export async function rederive(source: Source, baseHash: string): Promise<{ readonly document: ContractDocument; readonly derived: Derived }> {
  const held = await deriveHeld(source)
  if (held.derived.hash !== baseHash) throw new CodedError('VERSION_STALE', 'this page derives another file than the one that was agreed to')
  return held
}
