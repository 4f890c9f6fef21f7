import { CodedError } from '../../../../core/bytes/error.ts'
import { sha256Hex } from '../../../../core/bytes/sha256.ts'
import type { RunningHash } from '../../../../core/bytes/sha256.ts'
import { decodeContractDocument, OWN_FILE_REVISION } from '../../../../core/contract/document.ts'
import type { ContractDocument } from '../../../../core/contract/document.ts'
import { TYPESET_REVISION } from '../../../../core/typeset/revision.ts'
import { loadFonts } from '../../../worker/fonts.ts'
import type { Source } from './message.ts'

interface Held {
  readonly key: string
  readonly document: ContractDocument
  readonly derived: { readonly bytes: Uint8Array; readonly hash: string; readonly running?: RunningHash }
}

/** The typesetting code, which nobody needs over a seller's own file. */
export const loadTypesetter = () => import('../../../../core/ceremony/base-revision.ts')

type OnShare = (share: number) => void
const ignore: OnShare = () => {}

let held: Promise<Held> | null = null
let heldKey = ''

async function derive(source: Source, key: string, onShare: OnShare): Promise<Held> {
  const document = decodeContractDocument(source.document)
  const here = document.file === null ? TYPESET_REVISION : OWN_FILE_REVISION
  if (document.typesetRevision !== here) {
    throw new CodedError('VERSION_STALE', 'this page sets type by another revision than the offer names', { offered: document.typesetRevision, here })
  }
  if (document.file !== null) {
    if (!source.file) throw new CodedError('OWN_FILE_DIFFERS', 'the file that the contract names is not here')
    const { deriveFromFile } = await import('./own-file.ts')
    return { key, document, derived: await deriveFromFile(document, source.file, onShare) }
  }
  const { values, salt, publication } = source
  const { deriveBaseRevision } = await loadTypesetter()
  const bytes = await deriveBaseRevision({ document, values, salt, publication, fonts: await loadFonts() })
  return { key, document, derived: { bytes, hash: sha256Hex(bytes) } }
}

/** The base revision for a source; the last one is held, so that preview, statement and signature derive it once. Throws VERSION_STALE, FONTS_MISSING, OWN_FILE_… and the codes of typesetting. */
export async function deriveHeld(source: Source, onShare: OnShare = ignore): Promise<Pick<Held, 'document' | 'derived'>> {
  // A seller's own file depends on nobody's particulars.
  const parts = source.file ? [source.document] : [source.document, source.values, source.salt, Array.from(source.publication)]
  const key = sha256Hex(new TextEncoder().encode(JSON.stringify(parts)))
  if (!held || heldKey !== key) {
    heldKey = key
    held = null
    const made = derive(source, key, onShare)
    held = made
    made.catch(() => {
      if (held === made) held = null
    })
  }
  return held
}

/** The base revision an act was begun with. Throws VERSION_STALE when this page now derives another one. */
export async function rederive(source: Source, baseHash: string, onShare: OnShare = ignore): Promise<Pick<Held, 'document' | 'derived'>> {
  const held = await deriveHeld(source, onShare)
  if (held.derived.hash !== baseHash) throw new CodedError('VERSION_STALE', 'this page derives another file than the one that was agreed to')
  return held
}
