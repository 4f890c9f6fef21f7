import { readFileSync } from 'node:fs'
import { isCodedError } from '../../core/bytes/error.ts'
import { OID_POLICY_TIMESTAMP } from '../../core/pki/oids.ts'
import { parseTimestampRequest, parseTimestampResponse, issueTimestampRefusal, TimestampRefusal } from '../../core/pki/timestamp.ts'
import type { TimestampRequest } from '../../core/pki/timestamp.ts'
import { verifyTimestampToken } from '../../core/cms/timestamp.ts'
import type { TimestampTrust } from '../../core/signing/timestamp.ts'
import type { Authority } from '../authority/authority.ts'
import { refuse } from '../refusal.ts'
import { parsePemCertificates } from './pem.ts'

/** Where this service's timestamps come from: its own authority, or the ones set, in the order given; never one instead of the other. */
export interface TimestampSource {
  /** What a token of this source must satisfy. */
  readonly trust: TimestampTrust
  /** True when the authorities are not this service's own. */
  readonly isExternal: boolean
  /** RFC 3161: the answer to a request. Throws TIMESTAMP_UNAVAILABLE when none of the authorities set gives a token that holds. */
  answer(request: Uint8Array): Promise<Uint8Array>
}

const PATIENCE = 10_000
/** How far a token's time may lie from this service's, milliseconds: one that is further off would not fit the certificates issued here. */
const CLOCKS_APART = 60_000
const MAX_ANSWER = 65_536

/** Asks one authority (RFC 3161 §3.4). Throws whatever goes wrong, without following it elsewhere. */
async function ask(url: string, request: Uint8Array, patience: number): Promise<Uint8Array> {
  const answer = await fetch(url, {
    method: 'POST', redirect: 'error', signal: AbortSignal.timeout(patience), headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' }, body: new Uint8Array(request),
  })
  if (!answer.ok || !answer.body) throw new Error(`answered ${answer.status}`)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body) {
    length += part.length
    if (length > MAX_ANSWER) throw new Error('answered too much')
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

const toBytes = (nonce: bigint): Uint8Array => {
  const hex = nonce.toString(16)
  return new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
}

/** Whether an answer grants a token over exactly what was asked, from an authority that is trusted. Says the first thing that is wrong. */
async function findFault(answer: Uint8Array, request: TimestampRequest, { anchors }: TimestampTrust, now: number): Promise<string | null> {
  try {
    const result = await verifyTimestampToken({
      token: parseTimestampResponse(answer), anchors,
      imprint: (hash) => (hash === request.imprintHash ? Promise.resolve(request.imprint) : Promise.resolve(new Uint8Array(0))),
      ...(request.nonce === null ? {} : { nonce: toBytes(request.nonce) }),
    })
    const fault = result.checks.find((check) => !check.passed)?.code
    return fault ?? (Math.abs(result.token.genTime - now) > CLOCKS_APART ? 'TIMESTAMP_TIME' : null)
  } catch (error) {
    if (isCodedError(error)) return error.code
    throw error
  }
}

function readRequest(request: Uint8Array): TimestampRequest | Uint8Array {
  try {
    return parseTimestampRequest(request)
  } catch (error) {
    if (error instanceof TimestampRefusal) return issueTimestampRefusal(error.failure, error.message)
    throw error
  }
}

/** External authorities, each given its time, the first sound answer winning. `report` gets a line for each that failed: host and reason. */
export function createExternalSource(
  urls: readonly string[], anchors: readonly Uint8Array[], report: (line: string) => void, { clock, patience = PATIENCE }: { readonly clock: () => number; readonly patience?: number },
): TimestampSource {
  const trust: TimestampTrust = { anchors }
  return {
    trust,
    isExternal: true,
    async answer(bytes) {
      const request = readRequest(bytes)
      if (request instanceof Uint8Array) return request
      for (const url of urls) {
        const { host } = new URL(url)
        try {
          const answer = await ask(url, bytes, patience)
          const fault = await findFault(answer, request, trust, clock())
          if (fault === null) return answer
          report(`timestamp authority ${host}: ${fault}`)
        } catch (error) {
          report(`timestamp authority ${host}: ${error instanceof Error ? error.message : 'failed'}`)
        }
      }
      return refuse('TIMESTAMP_UNAVAILABLE')
    },
  }
}

/** This service's own authority. Its unit is trusted as such; an earlier one of its units is reached through the root. */
export function createOwnSource(authority: Authority): TimestampSource {
  return {
    // Anew each time: unit and issuing authority are replaced while the service runs.
    get trust() {
      return { anchors: [authority.timestampUnit, authority.root], intermediates: authority.intermediates, policies: [OID_POLICY_TIMESTAMP] }
    },
    isExternal: false,
    answer: (request) => authority.answerTimestamp(request),
  }
}

/** As the settings say. Throws CERTIFICATE_MALFORMED when the anchors cannot be read. */
export function openTimestampSource(settings: { readonly urls: readonly string[]; readonly anchorsFile: string } | null, authority: Authority, clock: () => number, report: (line: string) => void): TimestampSource {
  if (settings === null) return createOwnSource(authority)
  return createExternalSource(settings.urls, parsePemCertificates(readFileSync(settings.anchorsFile, 'utf8')), report, { clock })
}
