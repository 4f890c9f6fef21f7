import { encodeBase64 } from '../../../core/bytes/base64.ts'
import { isCodedError } from '../../../core/bytes/error.ts'
import type { Missing, Source } from '../../../core/validation/missing.ts'
import { createOcspRequest } from '../../../core/pki/ocsp.ts'
import { parseSupplied } from '../../../core/validation/supplied.ts'
import type { RelayRequest } from '../../../protocol/relay.ts'
import { ApiFailure } from '../../api/failure.ts'
import { requestBytes } from '../../api/request.ts'
import { sentenceOf } from '../../api/sentence.ts'
import { m } from '../../messages/generated/messages.js'
import type { SuppliedFile } from './use-trust.ts'

/** How one address answered. */
export interface Fetched {
  readonly source: Source
  readonly subject: string
  readonly supplied: SuppliedFile | null
  /** Why not, in the reader's language. */
  readonly failure: string | null
}

/** The service's own addresses are asked directly; all others by the service, which holds them to its rules. */
async function ask({ kind, address }: Source, { certificate, issuer }: Missing): Promise<Uint8Array> {
  if (new URL(address).origin === location.origin) {
    const path = new URL(address).pathname
    if (kind !== 'ocsp' || !issuer) return requestBytes(path)
    return requestBytes(path, { method: 'POST', bytes: { type: 'application/ocsp-request', content: await createOcspRequest({ certificate, issuer }) } })
  }
  const request: RelayRequest = { kind, address, certificate: encodeBase64(certificate), ...(issuer ? { issuer: encodeBase64(issuer) } : {}) }
  return requestBytes('/api/relay', { method: 'POST', json: request })
}

async function fetchFrom(source: Source, missing: Missing): Promise<Fetched> {
  const { subject } = missing
  try {
    return { source, subject, supplied: { name: `${subject} · ${new URL(source.address).host}`, content: parseSupplied(await ask(source, missing)) }, failure: null }
  } catch (error) {
    if (!(error instanceof ApiFailure) && !isCodedError(error)) throw error
    return { source, subject, supplied: null, failure: error instanceof ApiFailure ? sentenceOf(error) : m.verify_fetch_malformed() }
  }
}

/** Fetches what is missing, after the reader has agreed: each source in turn until one answers. */
export async function fetchMissing(all: readonly Missing[], onFetched: (fetched: Fetched) => void): Promise<void> {
  for (const missing of all) {
    for (const source of missing.sources) {
      if (source.kind === 'ocsp' && !missing.issuer) continue
      const fetched = await fetchFrom(source, missing)
      onFetched(fetched)
      if (fetched.supplied) break
    }
  }
}
