import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { formatInstant, type Observations } from './record/append.ts'
import type { Language } from '../protocol/session.ts'

/** The app as routes see it: bodies and answers typed by the protocol's schemas. */
export type App = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>

/** The reader's language: `?lang=` first, then Accept-Language; Vietnamese unless English is preferred. */
export function chooseLanguage(request: FastifyRequest): Language {
  const asked = (request.query as Record<string, unknown> | undefined)?.['lang']
  if (asked === 'vi' || asked === 'en') return asked
  const ranges = (request.headers['accept-language'] ?? '').slice(0, 500).split(',').map((range) => {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
    const quality = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]).find((value) => value !== undefined)
    return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
  })
  const qualityOf = (language: Language): number => Math.max(0, ...ranges.filter((range) => range.language === language).map((range) => range.quality))
  return qualityOf('en') > qualityOf('vi') ? 'en' : 'vi'
}

/** What the server itself saw of a request, for the record. */
export function observe(request: FastifyRequest, now: number, requestHash: string | null = null): Observations {
  return {
    receivedAt: formatInstant(now),
    address: request.ip.slice(0, 64),
    agent: request.headers['user-agent']?.slice(0, 400) ?? null,
    secure: request.protocol === 'https',
    requestHash,
  }
}
