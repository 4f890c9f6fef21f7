import { encodeLatin1 } from '../bytes/text.ts'
import { encodeObject } from './encode.ts'
import { encodePdfDate } from './date.ts'
import { pdfArray, pdfDictionary, pdfName, pdfNumber, pdfString } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import type { ByteRange } from './signature.ts'
import { encodeTextString } from './text-string.ts'

/** `[0 ` and three numbers of at most ten digits, and `]`; padded with spaces after. */
const BYTE_RANGE_WIDTH = 2 + 3 * 11 + 1

export interface SignatureDictionaryInput {
  /** Sig, or DocTimeStamp for a document timestamp. */
  readonly type: 'Sig' | 'DocTimeStamp'
  /** E.g. ETSI.CAdES.detached, or ETSI.RFC3161 for a document timestamp. */
  readonly subFilter: string
  readonly name?: string
  readonly reason?: string
  readonly location?: string
  /** ISO 8601 with offset. */
  readonly claimedTime?: string
  /** Bytes reserved for the signature; two digits each. */
  readonly contentsSize: number
  /** Whether the signature certifies with DocMDP P=2: filling fields and signing stay allowed. */
  readonly certify: boolean
  /** Parameters of a FieldMDP transform: what the field's /Lock asks for. */
  readonly lock?: Readonly<Record<string, PdfObject>> | null
}

/** The dictionary's bytes with both placeholders; offsets are from its first byte. */
export interface EncodedSignatureDictionary {
  readonly bytes: Uint8Array
  /** Of the ByteRange placeholder: `BYTE_RANGE_WIDTH` bytes. */
  readonly byteRangeStart: number
  /** Of the /Contents token's `<`. */
  readonly contentsStart: number
  /** After the token's `>`. */
  readonly contentsEnd: number
}

function transformReference(method: 'DocMDP' | 'FieldMDP', parameters: Readonly<Record<string, PdfObject>>): PdfDictionary {
  return pdfDictionary({
    Type: pdfName('SigRef'),
    TransformMethod: pdfName(method),
    TransformParams: pdfDictionary({ Type: pdfName('TransformParams'), ...parameters, V: pdfName('1.2') }),
  })
}

function transformReferences({ certify, lock }: SignatureDictionaryInput): PdfObject | undefined {
  const references = [...(certify ? [transformReference('DocMDP', { P: pdfNumber(2) })] : []), ...(lock ? [transformReference('FieldMDP', lock)] : [])]
  return references.length === 0 ? undefined : pdfArray(references)
}

/** A signature dictionary ready to be filled (ISO 32000-2 §12.8.1, ETSI EN 319 142-1 §6.3). Deterministic. Throws PDF_TEXT_UNFIT. */
export function encodeSignatureDictionary(input: SignatureDictionaryInput): EncodedSignatureDictionary {
  const text = (value: string | undefined) => (value === undefined || value === '' ? undefined : encodeTextString(value))
  const head = encodeObject(
    pdfDictionary({
      Type: pdfName(input.type),
      Filter: pdfName('Adobe.PPKLite'),
      SubFilter: pdfName(input.subFilter),
      Name: text(input.name),
      Reason: text(input.reason),
      Location: text(input.location),
      M: input.claimedTime === undefined ? undefined : pdfString(encodeLatin1(encodePdfDate(input.claimedTime))),
      Reference: transformReferences(input),
    }),
  )
  const beforeRange = encodeLatin1(' /ByteRange ')
  const beforeContents = encodeLatin1(' /Contents ')
  const byteRangeStart = head.length - 2 + beforeRange.length
  const contentsStart = byteRangeStart + BYTE_RANGE_WIDTH + beforeContents.length
  const contentsEnd = contentsStart + 2 + input.contentsSize * 2
  const bytes = new Uint8Array(contentsEnd + 2).fill(0x30)
  bytes.set(head.subarray(0, -2), 0)
  bytes.set(beforeRange, head.length - 2)
  bytes.set(encodeByteRange([0, 0, 0, 0]), byteRangeStart)
  bytes.set(beforeContents, byteRangeStart + BYTE_RANGE_WIDTH)
  bytes[contentsStart] = 0x3c
  bytes.set([0x3e, 0x3e, 0x3e], contentsEnd - 1)
  return { bytes, byteRangeStart, contentsStart, contentsEnd }
}

/** A ByteRange of fixed width, to be set over the placeholder. */
export function encodeByteRange(byteRange: ByteRange): Uint8Array {
  return encodeLatin1(`[${byteRange.join(' ')}]`.padEnd(BYTE_RANGE_WIDTH))
}
