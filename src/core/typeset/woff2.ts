import { CodedError } from '../bytes/error.ts'

/**
 * Stands where fontkit looks for its Brotli decoder (see vite.config.ts), 60 KB that only WOFF2 fonts need: those of this room are TrueType.
 * Throws FONT_KIND_UNSUPPORTED.
 */
export default function decompress(): never {
  throw new CodedError('FONT_KIND_UNSUPPORTED', 'WOFF2 fonts are not typeset')
}
