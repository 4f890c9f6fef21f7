import { encodeUtf8String, readDer } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { OID_STATEMENT } from '../pki/oids.ts'
import { encodeAttribute } from './attribute.ts'
import type { CmsErrorCode } from './error.ts'
import type { SignedData } from './signed-data.ts'

/** DER of the private signed attribute that carries the statement. The text is taken as it is: canonical JSON is the caller's duty. */
export function encodeStatementAttribute(canonicalJson: string): Uint8Array<ArrayBuffer> {
  return encodeAttribute(OID_STATEMENT, encodeUtf8String(canonicalJson))
}

/**
 * The statement the only signer signed, exactly as signed, or null when there is none. Throws STATEMENT_ATTRIBUTE_MALFORMED when there are
 * several, or several signers, or it is not one text.
 */
export function decodeStatementAttribute(signedData: SignedData): string | null {
  const found = signedData.signers.flatMap((signer) => signer.signedAttributes.filter((attribute) => attribute.oid === OID_STATEMENT))
  if (found.length === 0) return null
  const value = found[0]!.values[0]
  if (signedData.signers.length !== 1 || found.length !== 1 || found[0]!.values.length !== 1 || !value) {
    throw new CodedError<CmsErrorCode>('STATEMENT_ATTRIBUTE_MALFORMED', 'not exactly one statement')
  }
  const node = readDer(value)
  if (node.tag !== 0x0c) throw new CodedError<CmsErrorCode>('STATEMENT_ATTRIBUTE_MALFORMED', 'not a text')
  try {
    return decodeUtf8(node.content)
  } catch (error) {
    if (error instanceof CodedError) throw new CodedError<CmsErrorCode>('STATEMENT_ATTRIBUTE_MALFORMED', error.message)
    throw error
  }
}
