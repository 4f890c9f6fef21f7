import type { FastifyReply } from 'fastify'
import { readOrigins } from '../agreement/access.ts'
import type { Parts } from '../parts.ts'

/** The origins whose pages may hold an agreement's frame; none for an unknown one. */
export async function describeFrame({ store }: Pick<Parts, 'store'>, agreement: string): Promise<readonly string[]> {
  const row = await store.selectFrom('agreement').select('origins').where('id', '=', agreement).executeTakeFirst()
  return row ? readOrigins(row) : []
}

/** Lets those origins, and nobody else, frame the page; a window that the frame opens may speak to it. */
export function openToFrames(reply: FastifyReply, origins: readonly string[]): FastifyReply {
  const policy = String(reply.getHeader('content-security-policy') ?? '')
  const ancestors = origins.length === 0 ? "'none'" : origins.join(' ')
  void reply.header('content-security-policy', policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${ancestors}`)).header('cross-origin-opener-policy', 'unsafe-none')
  void reply.removeHeader('x-frame-options')
  return reply
}
