import { encodeUtf8 } from '../../bytes/text.ts'
import { encodeZip } from '../../bytes/zip.ts'
import { encodeManifest, MANIFEST_NAME, MIMETYPE_NAME, PACKAGE_MEDIA_TYPE, SIGNATURE_NAME, type PackageFile } from '../manifest.ts'

/**
 * An evidence package: ASiC-E with CAdES (ETSI EN 319 162-1 §4.4), which opens as a zip. `sign` makes the timestamped detached CMS over the
 * manifest. The same files and signature give the same bytes.
 */
export async function assemblePackage(files: readonly PackageFile[], sign: (manifest: Uint8Array) => Promise<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const manifest = encodeManifest(files)
  return encodeZip([
    { name: MIMETYPE_NAME, bytes: encodeUtf8(PACKAGE_MEDIA_TYPE) },
    ...files,
    { name: MANIFEST_NAME, bytes: manifest },
    { name: SIGNATURE_NAME, bytes: await sign(manifest) },
  ])
}
