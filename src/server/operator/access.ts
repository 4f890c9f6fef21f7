import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The token as programs show it (`Bearer`) or as a browser's own dialog sends it (`Basic`, any name). */
function shownToken(authorization: string): string {
  const bearer = /^Bearer (\S{1,500})$/.exec(authorization)?.[1]
  if (bearer !== undefined) return bearer
  const basic = /^Basic ([A-Za-z0-9+/=]{1,2000})$/.exec(authorization)?.[1]
  return basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8').replace(/^[^:]*:/, '')
}

/** Whether the operator's token is shown; without that setting nobody is the operator. Throws NOT_FOUND then. */
export function isOperator({ settings }: Pick<Parts, 'settings'>, request: FastifyRequest): boolean {
  if (settings.operatorToken === null) refuse('NOT_FOUND')
  return timingSafeEqual(digest(shownToken(request.headers.authorization ?? '')), digest(settings.operatorToken))
}

/** The operator shows the token of the settings; without that setting the route does not exist. Throws NOT_FOUND, OPERATOR_REFUSED. */
export function requireOperator(parts: Pick<Parts, 'settings'>, request: FastifyRequest): void {
  if (!isOperator(parts, request)) refuse('OPERATOR_REFUSED')
}
