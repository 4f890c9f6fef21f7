import * as z from 'zod/mini'
import type { RefusalCode } from '../../protocol/error.ts'
import { currentLocale } from '../locale/locale.ts'
import { ApiFailure } from './failure.ts'

/** The codes are the protocol's; one that this page is too old to know still comes with its sentence. */
const refusalSchema = z.object({
  error: z.object({ code: z.string().check(z.regex(/^[A-Z][A-Z_]{2,63}$/)), sentence: z.string().check(z.maxLength(1000)), details: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))) }),
})

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as they are, with their media type. */
  readonly bytes?: { readonly type: string; readonly content: Uint8Array }
  readonly signal?: AbortSignal
}

/** What an answer that is no success says, in the service's own words where they are its own. */
export function readFailure(status: number, answer: unknown): ApiFailure {
  const refusal = refusalSchema.safeParse(answer)
  if (!refusal.success) return new ApiFailure(status >= 500 ? 'SERVICE_FAILED' : 'ANSWER_MALFORMED', status)
  const { code, details, sentence } = refusal.data.error
  return new ApiFailure(code as RefusalCode, status, details, sentence)
}

async function send(path: string, { method = 'GET', json, bytes, signal }: RequestOptions): Promise<Response> {
  const headers = new Headers({ 'accept-language': currentLocale() })
  let body: BodyInit | undefined
  if (json !== undefined) {
    headers.set('content-type', 'application/json')
    body = JSON.stringify(json)
  } else if (bytes) {
    headers.set('content-type', bytes.type)
    body = new Uint8Array(bytes.content)
  }
  let response: Response
  try {
    response = await fetch(path, { method, headers, credentials: 'same-origin', ...(body === undefined ? {} : { body }), ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiFailure('OFFLINE', 0)
  }
  if (response.ok) return response
  throw readFailure(response.status, await response.json().catch(() => null))
}

/** Asks and parses the answer by its schema. Throws ApiFailure. */
export async function requestJson<T>(schema: z.ZodMiniType<T>, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options)
  const parsed = schema.safeParse(await response.json().catch(() => null))
  if (!parsed.success) throw new ApiFailure('ANSWER_MALFORMED', response.status)
  return parsed.data
}

/** Asks for bytes. Throws ApiFailure. */
export async function requestBytes(path: string, options: RequestOptions = {}): Promise<Uint8Array> {
  const response = await send(path, options)
  return new Uint8Array(await response.arrayBuffer())
}

/** Asks for something that answers with nothing. Throws ApiFailure. */
export async function requestNothing(path: string, options: RequestOptions): Promise<void> {
  await send(path, options)
}
