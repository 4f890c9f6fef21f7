import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import type { CheckPage } from '../../protocol/service.ts'
import type { Parts } from '../parts.ts'

const ADDRESS = '/verify.html'

/** The check page as one file, as this service gives it out. */
export interface CheckPageFile extends CheckPage {
  readonly html: Buffer
  readonly gzip: Buffer
  /** The policy that the file states itself; served with it, so that opened here it runs as from disk. */
  readonly policy: string
}

const read = new WeakMap<object, CheckPageFile | null>()

function compose({ pages, authority, log }: Pick<Parts, 'pages' | 'authority' | 'log'>): CheckPageFile | null {
  const path = pages && join(pages.folder, 'verify.html')
  if (!path || !existsSync(path)) return null
  const service = JSON.stringify({ root: encodeBase64(authority.root), log: { verifiers: log.verifiers, since: log.since } }).replaceAll('<', String.raw`\u003c`)
  // data, not a script: the policy in the file lets nothing run but what it names by hash
  const html = Buffer.from(readFileSync(path, 'utf8').replace('<!--service-->', () => `<script type="application/json" id="service">${service}</script>`))
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html.toString('utf8'))?.[1] ?? "default-src 'none'"
  return { address: ADDRESS, size: html.length, sha256: createHash('sha256').update(html).digest('hex'), html, gzip: gzipSync(html, { level: 6 }), policy }
}

/** With this service's own root in it; null where it was not built. Read once. */
export function readCheckPage(parts: Pick<Parts, 'pages' | 'authority' | 'log'>): CheckPageFile | null {
  if (!parts.pages) return null
  let file = read.get(parts.pages)
  if (file === undefined) read.set(parts.pages, (file = compose(parts)))
  return file
}
