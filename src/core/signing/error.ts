/** Everything `core/signing` itself refuses. */
export type SigningErrorCode = 'SIGNATURE_TOO_LARGE' | 'TIMESTAMP_MISMATCH' | 'TIMESTAMP_UNSOUND'
