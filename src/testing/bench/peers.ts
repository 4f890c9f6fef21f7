import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, runOrFail } from '../process.ts'

/** Where the libraries live that the signing core is measured against: out of the product's own tree, which they would double. */
export const PEERS = join(ROOT, 'node_modules', '.cache', 'bench')

/** Installs them from their lock, once. */
export async function installPeers(): Promise<void> {
  const source = join(import.meta.dirname, 'peers')
  const lock = join(PEERS, 'package-lock.json')
  const isCurrent = existsSync(join(PEERS, 'node_modules')) && existsSync(lock) && readFileSync(lock, 'utf8') === readFileSync(join(source, 'package-lock.json'), 'utf8')
  if (isCurrent) return
  mkdirSync(PEERS, { recursive: true })
  cpSync(source, PEERS, { recursive: true })
  await runOrFail('npm', ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
}

const loaded = new Map<string, Promise<unknown>>()

/** One of them, installed before; found and loaded once, so that none pays for it each time it signs. */
export function loadPeer(name: string): Promise<unknown> {
  const known = loaded.get(name) ?? import(pathToFileURL(createRequire(join(PEERS, 'package.json')).resolve(name)).href)
  loaded.set(name, known)
  return known
}
