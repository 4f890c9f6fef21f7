import { ByteWriter } from '../bytes/byte-writer.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { writeObject } from './encode.ts'
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
  /** Whether the signature certifies with DocMDP P=2: filling fields and signing stay allowed. */
  readonly certify: boolean
  /** Parameters of a FieldMDP transform: what the field's /Lock asks for. */
  readonly lock?: Readonly<Record<string, PdfObject>> | null
}

/** Where what is still to be filled in stands, in whatever the dictionary was written to. */
export interface SignaturePlace {
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
  if (!certify && !lock) return undefined
  const references = [...(certify ? [transformReference('DocMDP', { P: pdfNumber(2) })] : []), ...(lock ? [transformReference('FieldMDP', lock)] : [])]
  return pdfArray(references)
}

const textOf = (value: string | undefined): PdfObject | undefined => (value === undefined || value === '' ? undefined : encodeTextString(value))

/** A signature dictionary but for its last entries, /ByteRange and /Contents (ISO 32000-2 §12.8.1, ETSI EN 319 142-1 §6.3). Throws PDF_TEXT_UNFIT. */
export function composeSignatureDictionary(input: SignatureDictionaryInput): PdfDictionary {
  return pdfDictionary({
    Type: pdfName(input.type),
    Filter: pdfName('Adobe.PPKLite'),
    SubFilter: pdfName(input.subFilter),
    Name: textOf(input.name),
    Reason: textOf(input.reason),
    Location: textOf(input.location),
    M: input.claimedTime === undefined ? undefined : pdfString(encodeLatin1(encodePdfDate(input.claimedTime))),
    Reference: transformReferences(input),
  })
}

/** Writes it with a placeholder for its /ByteRange and room for `contentsSize` bytes of signature, two digits each. */
export function writeSignatureDictionary(writer: ByteWriter, dictionary: PdfDictionary, contentsSize: number): SignaturePlace {
  writeObject(writer, dictionary)
  // what its two last entries make it go on with
  writer.cut(2)
  writer.latin1(' /ByteRange ')
  const byteRangeStart = writer.length
  writeByteRange(writer, [0, 0, 0, 0])
  writer.latin1(' /Contents ')
  const contentsStart = writer.length
  writer.octet(0x3c)
  writer.fill(0x30, 2 * contentsSize)
  writer.octet(0x3e)
  const contentsEnd = writer.length
  writer.latin1('>>')
  return { byteRangeStart, contentsStart, contentsEnd }
}

function writeByteRange(writer: ByteWriter, byteRange: ByteRange): void {
  const start = writer.length
  writer.octet(0x5b)
  for (let i = 0; i < byteRange.length; i++) {
    if (i > 0) writer.octet(0x20)
    writer.digits(byteRange[i]!)
  }
  writer.octet(0x5d)
  writer.fill(0x20, Math.max(0, BYTE_RANGE_WIDTH - (writer.length - start)))
}

/** A ByteRange of fixed width, to be set over the placeholder. */
export function encodeByteRange(byteRange: ByteRange): Uint8Array {
  const writer = new ByteWriter(BYTE_RANGE_WIDTH)
  writeByteRange(writer, byteRange)
  return writer.written()
}
