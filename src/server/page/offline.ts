import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { FONT_FILES } from '../../core/typeset/font.ts'

const manifestSchema = z.record(z.string(), z.object({ file: z.string(), imports: z.optional(z.array(z.string())), dynamicImports: z.optional(z.array(z.string())), css: z.optional(z.array(z.string())) }))
type Manifest = z.infer<typeof manifestSchema>
/** It can import every page of the app; only what it always imports is the check page's. */
const SHELL = 'index.html'
const PAGE = 'src/client/features/verify/page.tsx'

/** Files of chunks and all that they import; what they may import later, too, with `isWhole`. */
function collect(manifest: Manifest, start: string, isWhole: boolean): Set<string> {
  const names = new Set<string>()
  const waiting = [start]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = manifest[name]
    if (!chunk || names.has(name)) continue
    names.add(name)
    waiting.push(...(chunk.imports ?? []), ...(isWhole && name !== SHELL ? (chunk.dynamicImports ?? []) : []))
  }
  return new Set([...names].flatMap((name) => [manifest[name]!.file, ...(manifest[name]!.css ?? [])]))
}

/** Workers are named by address in the scripts that start them, and name their own parts: followed until nothing new is found. What the shell names is the whole app. */
function followNames(folder: string, starts: readonly string[], shell: ReadonlySet<string>): string[] {
  const found = new Set<string>()
  const waiting = starts.filter((file) => !shell.has(file))
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (!/\.m?js$/.test(file)) continue
    const text = readFileSync(join(folder, file), 'utf8')
    const named = [...text.matchAll(/["'`](?:\/?assets\/|\.\/)([\w.-]+\.(?:m?js|css))["'`]/g)].map(([, name]) => `assets/${name}`)
    for (const name of named) {
      if (found.has(name) || shell.has(name) || !existsSync(join(folder, name))) continue
      found.add(name)
      waiting.push(name)
    }
  }
  return [...found]
}

/** What the check page needs to work without the network, as addresses, from the build's manifest. */
export function listOffline(folder: string): string[] {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')))
  const shell = collect(manifest, SHELL, false)
  const page = collect(manifest, PAGE, true)
  const named = followNames(folder, [...page], shell)
  const assets = new Set([...shell, ...page, ...named].filter((file) => !file.endsWith('index.html')))
  // the derivation asks for its fonts by their hashes, so that none of another revision is ever taken for its own
  const fonts = [...readdirSync(join(folder, 'fonts')).filter((name) => name.endsWith('.woff2')), ...Object.values(FONT_FILES).map(({ file, hash }) => `${file}?${hash.slice(0, 16)}`)].map((name) => `fonts/${name}`)
  return ['/verify', '/api/service', ...[...assets, ...fonts, 'icons/mark.svg', 'manifest.webmanifest'].map((file) => `/${file}`).sort()]
}

/** Tells the offline worker what to keep; its bytes, and so the browser's copy of it, change with any of these files. */
export function stampOffline(folder: string): void {
  const path = join(folder, 'check-worker.js')
  const files = listOffline(folder)
  const hash = createHash('sha256').update(readFileSync(join(folder, 'index.html')))
  for (const file of files) if (existsSync(join(folder, file))) hash.update(file).update(readFileSync(join(folder, file)))
  const build = hash.digest('hex').slice(0, 16)
  writeFileSync(path, `self.checkFiles=${JSON.stringify(files)};self.checkBuild=${JSON.stringify(build)};\n${readFileSync(path, 'utf8')}`)
}
