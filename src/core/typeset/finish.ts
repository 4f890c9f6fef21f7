import { PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFRef, PDFString } from 'pdf-lib'
import type { PDFContext } from 'pdf-lib'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { concatBytes } from '../bytes/compare.ts'
import { deflate } from '../bytes/deflate.ts'
import { encodeHex } from '../bytes/hex.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeLatin1, encodeUtf8 } from '../bytes/text.ts'
import { encodeContractDocument } from '../contract/document.ts'
import type { ContractDocument, ParticularValues } from '../contract/document.ts'
import { resolveValues } from '../contract/particular.ts'
import { addFields, addSignatureFields } from './field.ts'
import type { WantedField } from './field.ts'
import type { FontSet } from './font.ts'
import { documentTime } from './pdf.ts'
import { encodeXmp } from './xmp.ts'
import type { XmpFacts } from './xmp.ts'

/** The buyer's values and the salt that keeps their hash from being guessed; attached as they are hashed. */
export interface AttachedParticulars {
  readonly values: ParticularValues
  /** Hexadecimal. */
  readonly salt: string
}

export interface FinishInput {
  /** What `typesetPdf` gave for the same document and values. */
  readonly pdf: Uint8Array
  readonly document: ContractDocument
  /** null in a preview. */
  readonly particulars: AttachedParticulars | null
  /** The seller's detached CMS over the canonical contract document, DER; null before publication. */
  readonly publication: Uint8Array | null
  readonly fonts: FontSet
}

export const ATTACHMENT_NAMES = { document: 'contract.json', particulars: 'particulars.json', publication: 'publication.p7s' } as const

export interface AttachedFile {
  readonly name: string
  readonly mediaType: string
  /** ISO 32000-2 §14.13: what the file is to the document. */
  readonly relationship: 'Source' | 'Data' | 'Supplement'
  readonly description: string
  readonly bytes: Uint8Array
}

function collectFiles(input: FinishInput): AttachedFile[] {
  const isVietnamese = input.document.language === 'vi'
  const json = 'application/json'
  const files: AttachedFile[] = [
    {
      name: ATTACHMENT_NAMES.document,
      mediaType: json,
      relationship: 'Source',
      description: isVietnamese ? 'Hợp đồng ở dạng dữ liệu, nguồn của tệp này' : 'The contract as data, the source of this file',
      bytes: encodeUtf8(encodeContractDocument(input.document)),
    },
  ]
  if (input.particulars) {
    const { values, salt } = input.particulars
    files.push({
      name: ATTACHMENT_NAMES.particulars,
      mediaType: json,
      relationship: 'Data',
      description: isVietnamese ? 'Thông tin do bên ký điền' : 'The details that the signatory filled in',
      bytes: encodeUtf8(encodeCanonicalJson({ values, salt })),
    })
  }
  if (input.publication) {
    files.push({
      name: ATTACHMENT_NAMES.publication,
      mediaType: 'application/pkcs7-signature',
      relationship: 'Supplement',
      description: isVietnamese ? 'Chữ ký công bố trên contract.json' : 'The publication signature over contract.json',
      bytes: input.publication,
    })
  }
  return files
}

function attachFiles(context: PDFContext, catalog: PDFDict, files: readonly AttachedFile[], time: number): void {
  const modified = PDFString.fromDate(new Date(time))
  const specifications = files.map((file) => {
    const stream = PDFRawStream.of(context.obj({ Type: 'EmbeddedFile', Subtype: file.mediaType, Params: { Size: file.bytes.length, ModDate: modified } }), file.bytes)
    const embedded = context.register(stream)
    const specification = context.register(
      context.obj({
        Type: 'Filespec',
        F: PDFString.of(file.name),
        UF: PDFHexString.fromText(file.name),
        Desc: PDFHexString.fromText(file.description),
        EF: { F: embedded, UF: embedded },
        AFRelationship: file.relationship,
      }),
    )
    return { name: file.name, specification }
  })
  const sorted = [...specifications].sort((a, b) => (a.name < b.name ? -1 : 1))
  const tree = context.obj({ Names: sorted.flatMap(({ name, specification }) => [PDFString.of(name), specification]) })
  catalog.lookup(PDFName.of('Names'), PDFDict).set(PDFName.of('EmbeddedFiles'), tree)
  catalog.set(PDFName.of('AF'), context.obj(specifications.map(({ specification }) => specification)))
}

/** Compresses every stream with the one deflate of all sides; the metadata stays readable. */
function compressStreams(context: PDFContext): void {
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream) || object.dict.has(PDFName.of('Filter')) || object.dict.get(PDFName.of('Type')) === PDFName.of('Metadata')) continue
    object.dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode'))
    context.assign(ref, PDFRawStream.of(object.dict, deflate(object.contents)))
  }
}

function identify(context: PDFContext, parts: readonly Uint8Array[]): void {
  const id = PDFHexString.of(encodeHex(sha256(concatBytes(...parts.map((part) => sha256(part))))).slice(0, 32))
  context.trailerInfo.ID = context.obj([id, id])
}

/**
 * Finishes a typeset file before any signature: a signature field for each party that signs, the attachments, metadata, compression, and a
 * file identifier from the content's hash. The whole file is rewritten, so this never touches a signed file. Pages are left as they are.
 */
export async function finishPdf(input: FinishInput): Promise<Uint8Array> {
  const { document } = input
  const pdf = await PDFDocument.load(input.pdf, { updateMetadata: false, parseSpeed: Infinity, throwOnInvalidObject: true })
  const { context } = pdf
  const { catalog } = pdf
  const time = documentTime(document)
  const files = collectFiles(input)

  addSignatureFields(context, catalog, document, input.fonts)
  attachFiles(context, catalog, files, time)

  const seller = document.parties.find((party) => party.id === 'seller') ?? document.parties[0]
  const author = seller ? (resolveValues(document, {})[seller.nameParticular] ?? seller.role) : ''
  return saveFile(pdf, { pdf: input.pdf, files, xmp: { title: document.title, author, language: document.language, time } })
}

interface PlainFile {
  readonly pdf: Uint8Array
  readonly files: readonly AttachedFile[]
  readonly xmp: XmpFacts
}

/** Metadata, compression and identifier: the last steps for every file that is made here. */
function saveFile(pdf: PDFDocument, { pdf: bytes, files, xmp }: PlainFile): Promise<Uint8Array> {
  const { context, catalog } = pdf
  const metadata = catalog.get(PDFName.of('Metadata'))
  if (metadata instanceof PDFRef) context.assign(metadata, PDFRawStream.of(context.obj({ Type: 'Metadata', Subtype: 'XML' }), encodeUtf8(encodeXmp(xmp))))
  compressStreams(context)
  identify(context, [bytes, ...files.map((file) => concatBytes(encodeLatin1(file.name), file.bytes))])
  return pdf.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false, objectsPerTick: Infinity })
}

/** Finishes a typeset file that no party will sign, such as a report or a certificate of the service's: places for its seal, attachments, metadata, compression, identifier. */
export async function finishPlain(input: PlainFile & { readonly places: readonly WantedField[]; readonly fonts: FontSet }): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(input.pdf, { updateMetadata: false, parseSpeed: Infinity, throwOnInvalidObject: true })
  if (input.places.length > 0) addFields(pdf.context, pdf.catalog, input.places, input.fonts)
  attachFiles(pdf.context, pdf.catalog, input.files, input.xmp.time)
  return saveFile(pdf, input)
}
