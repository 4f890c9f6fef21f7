import { encodeUtf8 } from '../../bytes/text.ts'
import { checkRoom, encodeZip, streamZip } from '../../bytes/zip.ts'
import { encodeManifest, MANIFEST_NAME, MIMETYPE_NAME, PACKAGE_MEDIA_TYPE, SIGNATURE_NAME, type PackageFile, type PackagePart } from '../manifest.ts'

type Sign = (manifest: Uint8Array) => Promise<Uint8Array>

const MIMETYPE = { name: MIMETYPE_NAME, bytes: encodeUtf8(PACKAGE_MEDIA_TYPE) }

/** Manifest and the seal over it. */
async function sealParts(files: readonly PackagePart[], sign: Sign): Promise<{ readonly name: string; readonly bytes: Uint8Array }[]> {
  const manifest = encodeManifest(files)
  return [{ name: MANIFEST_NAME, bytes: manifest }, { name: SIGNATURE_NAME, bytes: await sign(manifest) }]
}

/**
 * An evidence package: ASiC-E with CAdES (ETSI EN 319 162-1 §4.4), which opens as a zip. `sign` makes the timestamped detached CMS over the
 * manifest. The same files and signature give the same bytes. Throws ZIP_TOO_LARGE.
 */
export async function assemblePackage(files: readonly PackageFile[], sign: Sign): Promise<Uint8Array<ArrayBuffer>> {
  return encodeZip([MIMETYPE, ...files, ...(await sealParts(files, sign))])
}

/** The same as it comes, with large parts never in memory whole. It is measured and signed before the first byte is given. Throws ZIP_TOO_LARGE. */
export async function streamPackage(files: readonly PackagePart[], sign: Sign): Promise<AsyncGenerator<Uint8Array>> {
  const all = [MIMETYPE, ...files, ...(await sealParts(files, sign))]
  checkRoom(all)
  return streamZip(all)
}
