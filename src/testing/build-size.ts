import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as z from 'zod'
import { ROOT } from './process.ts'

/** Kilobytes of 1,000 bytes, as sent (gzip; fonts are compressed already). */
export const LIMITS = { initialScript: 130, signingScript: 550, fonts: 200 } as const

/** Modules of the source that start a page, as the manifest names them. */
const ENTRY = 'index.html'
const SIGNING = 'src/client/features/sign/ceremony.ts'

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.optional(z.array(z.string())),
    dynamicImports: z.optional(z.array(z.string())),
    css: z.optional(z.array(z.string())),
    assets: z.optional(z.array(z.string())),
  }),
)
export type Manifest = z.infer<typeof manifestSchema>

export function readManifest(folder: string): Manifest {
  const file = join(folder, '.vite', 'manifest.json')
  if (!existsSync(file)) throw new Error(`there is no build: ${file} is missing`)
  return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** The chunks that a module needs at once: itself and its static imports, all the way down. */
export function collectChunks(manifest: Manifest, names: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the manifest has no ${name}`)
    if (seen.has(name)) return
    seen.add(name)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const name of names) visit(name)
  return seen
}

export interface BuildSize {
  readonly initialScript: number
  readonly signingScript: number
  readonly fonts: number
}

const kilobytes = (bytes: number): number => Math.ceil(bytes / 100) / 10
