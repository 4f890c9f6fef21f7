import { decodeBase64 } from '../bytes/base64.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1 } from '../bytes/text.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import { parseCertificateOrNull } from '../pki/certificate.ts'
import { parseCrl } from '../pki/crl.ts'
import { parseOcspResponse } from '../pki/ocsp.ts'

/** Data for one check from a file beside the PDF, DER; each is verified before it counts. */
export interface Supplied {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}

const MAX_BYTES = 33_554_432
const BLOCK = /-----BEGIN (X509 CRL|CERTIFICATE|OCSP RESPONSE|PKCS7|CMS)-----([^-]*)-----END \1-----/g
const NOTHING: Supplied = { certificates: [], crls: [], ocsps: [] }

/** Whether a reader accepts the bytes; what it throws is of its own union. */
function isReadable(read: (der: Uint8Array) => unknown, der: Uint8Array): boolean {
  try {
    read(der)
    return true
  } catch (error) {
    if (error instanceof CodedError) return false
    throw error
  }
}

function sort(der: Uint8Array): Supplied {
  if (parseCertificateOrNull(der)) return { ...NOTHING, certificates: [der] }
  if (isReadable(parseCrl, der)) return { ...NOTHING, crls: [der] }
  if (isReadable(parseOcspResponse, der)) return { ...NOTHING, ocsps: [der] }
  if (!isReadable(parseSignedData, der)) return NOTHING
  const { certificates, crls } = parseSignedData(der)
  return { ...NOTHING, certificates, crls }
}

export function joinSupplied(all: readonly Supplied[]): Supplied {
  return { certificates: all.flatMap((one) => one.certificates), crls: all.flatMap((one) => one.crls), ocsps: all.flatMap((one) => one.ocsps) }
}

/** A CRL, an OCSP response, certificates or a PKCS#7 file of them, PEM or DER, told apart by their content. Throws SUPPLIED_UNREADABLE. */
export function parseSupplied(bytes: Uint8Array): Supplied {
  if (bytes.length > MAX_BYTES) throw new CodedError('SUPPLIED_UNREADABLE', 'file is too large', { maxBytes: MAX_BYTES })
  const parts = (): Uint8Array[] => {
    try {
      return [...decodeLatin1(bytes).matchAll(BLOCK)].map(([, , body]) => decodeBase64(body!.replace(/\s+/g, '')))
    } catch (error) {
      if (error instanceof CodedError) return []
      throw error
    }
  }
  const supplied = joinSupplied((bytes[0] === 0x30 ? [bytes] : parts()).map(sort))
  if (supplied.certificates.length + supplied.crls.length + supplied.ocsps.length === 0) throw new CodedError('SUPPLIED_UNREADABLE', 'nothing in it that helps a check')
  return supplied
}
