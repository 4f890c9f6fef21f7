import { allocateWithRoom, takeBack } from '../../../../core/bytes/room.ts'
import { findCovers } from '../../../../core/ceremony/own-cover.ts'
import type { Cover } from '../../../../core/ceremony/own-cover.ts'
import { deriveOwnBase, OWN_FILE_ROOM, readOwnFile } from '../../../../core/ceremony/own-file.ts'
import type { OwnFileFacts } from '../../../../core/ceremony/own-file.ts'
import { CodedError } from '../../../../core/bytes/error.ts'
import type { ContractDraft, Language } from '../../../../core/contract/document.ts'
import type { OwnPlace } from '../../../../core/contract/own-file.ts'
import { turnOf, visibleBox } from '../../../../core/pdf/page-geometry.ts'
import type { PdfFile } from '../../../../core/pdf/reader.ts'
import { loadFonts } from '../../../worker/fonts.ts'
import { serve } from '../../../worker/serve.ts'
import type { PageSize } from './place.ts'
import { findSpot } from './place.ts'

/** A signature that is in the file already, as the judge sees it now. */
export interface FoundSignature {
  readonly who: string
  readonly kind: 'pass' | 'doubt' | 'fail'
  readonly sentence: string
}

export interface Inspection extends OwnFileFacts {
  readonly signatures: readonly FoundSignature[]
}

export interface OwnFileCommands {
  /** Reads the file strictly and judges what has signed it; it is held for what is asked next. Throws OWN_FILE_…. */
  inspect: { input: { readonly file: Blob; readonly anchors: readonly Uint8Array[]; readonly language: Language }; output: Inspection }
  /** Places for so many parties near the foot of the last page, where nothing stands. */
  suggest: { input: { readonly parties: readonly string[]; readonly taken: readonly OwnPlace[] }; output: readonly OwnPlace[] }
  /** What each place would cover. */
  cover: { input: readonly OwnPlace[]; output: readonly Cover[] }
  /** The file with the draft's fields, as everybody will sign it. */
  preview: { input: Pick<ContractDraft, 'file' | 'parties' | 'language'>; output: Blob }
}

/** Share of the file that is read. */
export type OwnFilePhase = number

let held: { readonly bytes: Uint8Array; readonly file: PdfFile } | null = null

function requireHeld(): NonNullable<typeof held> {
  if (!held) throw new CodedError('OWN_FILE_MISSING', 'no file was read')
  return held
}

async function readWhole(blob: Blob, onShare: (share: number) => void): Promise<Uint8Array> {
  const bytes = allocateWithRoom(blob.size, OWN_FILE_ROOM)
  const reader = blob.stream().getReader()
  for (let at = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return bytes
    bytes.set(value, at)
    at += value.length
    onShare(at / blob.size)
  }
}

const KINDS = { 'TOTAL-PASSED': 'pass', INDETERMINATE: 'doubt', 'TOTAL-FAILED': 'fail' } as const

async function judge(bytes: Uint8Array, anchors: readonly Uint8Array[], language: Language): Promise<FoundSignature[]> {
  const { describeSignature, extractFacts, validate } = await import('../../../../core/validation/index.ts')
  const report = await validate(extractFacts(bytes), { anchors }, Date.now())
  return report.signatures.filter(({ type }) => type === 'signature').map((signature) => ({
    who: signature.signatory ?? signature.field,
    kind: KINDS[signature.indication],
    sentence: describeSignature(signature, language),
  }))
}

function sizeOf(file: PdfFile, number: number): PageSize {
  const page = file.pages[number - 1]
  if (!page) throw new CodedError('OWN_FILE_PLACE', 'the file has no such page')
  const [left, bottom, right, top] = visibleBox(page)
  return turnOf(page) % 180 === 0 ? { width: right - left, height: top - bottom } : { width: top - bottom, height: right - left }
}

serve<OwnFileCommands, OwnFilePhase>(
  {
    inspect: async ({ file: blob, anchors, language }, onShare) => {
      held = null
      const bytes = await readWhole(blob, onShare)
      const { file, facts } = readOwnFile(bytes)
      held = { bytes, file }
      return { ...facts, signatures: facts.signatureCount === 0 ? [] : await judge(bytes, anchors, language) }
    },
    suggest: ({ parties, taken }) => {
      const { file } = requireHeld()
      const page = file.pages.length
      const size = sizeOf(file, page)
      const places: OwnPlace[] = []
      for (const party of parties) places.push(findSpot(page, size, party, [...taken, ...places], (place) => findCovers(file, [place]).length === 0))
      return places
    },
    cover: (places) => findCovers(requireHeld().file, places),
    preview: async (draft) => {
      const { bytes } = requireHeld()
      takeBack(bytes)
      const base = deriveOwnBase(draft, bytes, await loadFonts())
      return new Blob([base as Uint8Array<ArrayBuffer>], { type: 'application/pdf' })
    },
  },
  'OWN_FILE_UNREADABLE',
)
