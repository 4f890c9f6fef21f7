import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod/mini'
import { orderSchema, type Order } from '../../protocol/agreement.ts'
import { refuse } from '../refusal.ts'

/** Who is asked, in the host's words: its server signed them (JWT, HS256) with the agreement's secret. */
export interface Subject {
  readonly id: string
  readonly nonce: string
  readonly audience: string | null
  readonly order: Order | null
}

/** Longest life of a signed subject. */
const MAX_LIFE = 60 * 60

const claimsSchema = z.object({
  sub: z.string().check(z.minLength(1), z.maxLength(200)),
  nonce: z.string().check(z.minLength(8), z.maxLength(200)),
  aud: z.optional(z.string().check(z.maxLength(200))),
  iat: z.number(),
  exp: z.number(),
  order: z.optional(orderSchema),
})

/** Letters that show nothing or turn the order of others: a name made of them could pass for another. */
const TRICK = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

const decodePart = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

/** Verifies a subject that a host has signed with the agreement's secret, at an instant. Throws SUBJECT_REFUSED with what is wrong. */
export function verifySubject(secret: string, token: string, now: number): Subject {
  const [head, body, tail, ...rest] = token.split('.')
  if (head === undefined || body === undefined || tail === undefined || rest.length > 0) refuse('SUBJECT_REFUSED', { problem: 'MALFORMED' })
  const expected = createHmac('sha256', secret).update(`${head}.${body}`).digest()
  const given = Buffer.from(tail, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) refuse('SUBJECT_REFUSED', { problem: 'SIGNATURE' })
  let claims: z.infer<typeof claimsSchema>
  try {
    const header = decodePart(head) as { alg?: unknown }
    if (header.alg !== 'HS256') refuse('SUBJECT_REFUSED', { problem: 'ALGORITHM' })
    claims = claimsSchema.parse(decodePart(body))
  } catch {
    return refuse('SUBJECT_REFUSED', { problem: 'MALFORMED' })
  }
  const seconds = Math.floor(now / 1000)
  if (claims.exp <= seconds || claims.iat > seconds + 60 || claims.exp - claims.iat > MAX_LIFE) refuse('SUBJECT_REFUSED', { problem: 'EXPIRED' })
  const { order } = claims
  const shown = [claims.nonce, claims.aud ?? '', ...(order ? [order.delivery ?? '', order.payment ?? '', ...order.lines.flatMap(({ name, quantity, price }) => [name, quantity, price])] : [])]
  if ([claims.sub, ...shown].some((text) => TRICK.test(text)) || claims.sub !== claims.sub.normalize('NFC')) refuse('SUBJECT_REFUSED', { problem: 'LETTERS' })
  return { id: claims.sub, nonce: claims.nonce, audience: claims.aud ?? null, order: order ?? null }
}

/** Holds a page's origin against the agreement's list; none is our own page. Throws HOST_REFUSED. */
export function checkHost(origins: readonly string[], origin: string | null): void {
  if (origin !== null && !origins.includes(origin)) refuse('HOST_REFUSED')
}
