import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { CodedError } from '../bytes/error.ts'
import { sha256 } from '../bytes/sha256.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/text.ts'
import type { ZipSource } from '../bytes/zip.ts'

export const PACKAGE_MEDIA_TYPE = 'application/vnd.etsi.asic-e+zip'
export const MANIFEST_NAME = 'META-INF/ASiCManifest.xml'
export const SIGNATURE_NAME = 'META-INF/signature.p7s'
export const MIMETYPE_NAME = 'mimetype'
/** What screens showed at the press: below here, each named by its hash. */
export const SNAPSHOT_FOLDER = 'snapshots'
export const SNAPSHOT_ENDING = '.txt'

export interface PackageFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** A part that is never in memory whole. */
export interface PackageSource extends ZipSource {
  readonly mediaType: string
  /** SHA-256. */
  readonly digest: Uint8Array
}

export type PackagePart = PackageFile | PackageSource

/** A file as the manifest names it. */
export interface ManifestEntry {
  readonly name: string
  readonly mediaType: string
  readonly digest: Uint8Array
}

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>\n<ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n<SigReference URI="${SIGNATURE_NAME}" MimeType="application/pkcs7-signature"/>\n`
const TAIL = '</ASiCManifest>\n'
const LINE = /^<DataObjectReference URI="([^"<>&]+)" MimeType="([^"<>&]+)"><ds:DigestMethod Algorithm="http:\/\/www\.w3\.org\/2001\/04\/xmlenc#sha256"\/><ds:DigestValue>([A-Za-z0-9+/]{43}=)<\/ds:DigestValue><\/DataObjectReference>$/

/** ETSI EN 319 162-1 §A.4: names each file with its SHA-256. It is the manifest that is signed. Names are ASCII without marks of XML. */
export function encodeManifest(files: readonly PackagePart[]): Uint8Array<ArrayBuffer> {
  const lines = files.map((file) => `<DataObjectReference URI="${file.name}" MimeType="${file.mediaType}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>${encodeBase64('bytes' in file ? sha256(file.bytes) : file.digest)}</ds:DigestValue></DataObjectReference>\n`)
  return encodeUtf8(HEAD + lines.join('') + TAIL)
}

/** Reads a manifest in exactly the form that `encodeManifest` writes. Throws PACKAGE_MALFORMED. */
export function parseManifest(bytes: Uint8Array): ManifestEntry[] {
  const malformed = (): never => {
    throw new CodedError('PACKAGE_MALFORMED', 'the manifest is not in the form of such a package')
  }
  const text = decodeUtf8(bytes)
  if (!text.startsWith(HEAD) || !text.endsWith(TAIL)) return malformed()
  const lines = text.slice(HEAD.length, -TAIL.length).split('\n').slice(0, -1)
  return lines.map((line) => {
    const [, name, mediaType, digest] = LINE.exec(line) ?? []
    return name !== undefined && mediaType !== undefined && digest !== undefined ? { name, mediaType, digest: decodeBase64(digest) } : malformed()
  })
}
