import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { parseTilePath, TILE_WIDTH } from '../../core/log/tile.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'

const compress = promisify(gzip)
const YEAR = 'public, max-age=31536000, immutable'
/** A narrower tile may be dropped once the full one is there, so caches need not keep it for long. */
const PARTIAL = 'public, max-age=86400, immutable'

/** The log's static resources (C2SP tlog-tiles) at `/log/…`, and at `/log/2/…` for a later origin. Open to every page of the web. */
export function routeLog(app: App, { log }: Parts): void {
  const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' } as const
  app.get('/log/key', { schema: { hide: true } }, (_request, reply) => reply.headers({ ...headers, 'cache-control': 'no-cache' }).type('text/plain; charset=utf-8').send(`${log.verifier}\n`))
  app.get<{ Params: { '*': string } }>('/log/*', { schema: { hide: true } }, async (request, reply) => {
    const [, digits, path = ''] = /^(?:([1-9]\d{0,3})\/)?(.*)$/s.exec(request.params['*']) ?? []
    const number = digits === undefined ? log.number : Number(digits)
    void reply.headers(headers)
    if (path === 'checkpoint') {
      const checkpoint = await log.readCheckpoint(number)
      if (checkpoint === null) refuse('NOT_FOUND')
      return reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8').send(checkpoint)
    }
    const name = parseTilePath(path)
    const tile = name && (await log.readTile(name, number))
    if (!name || !tile) return refuse('NOT_FOUND')
    void reply.header('cache-control', name.width === TILE_WIDTH ? YEAR : PARTIAL).type('application/octet-stream')
    if (name.level !== 'entries') return reply.send(Buffer.from(tile))
    void reply.header('vary', 'accept-encoding')
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(Buffer.from(tile))
    return reply.header('content-encoding', 'gzip').send(await compress(tile))
  })
}
