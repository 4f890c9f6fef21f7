import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const SOURCES = ['index.html', 'package-lock.json', 'public', 'vite.config.ts', 'src/client', 'src/core', 'src/embed', 'src/protocol']
const LEFT_OUT = /(^|\/)(generated|\.meta\.json|[^/]*\.test\.tsx?|SPEC\.md)(\/|$)/
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.mjs', '.svg', '.ttf', '.wasm', '.webmanifest'])

function listFiles(root: string, path: string): string[] {
  const full = join(root, path)
  if (LEFT_OUT.test(path) || !existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`
    return entry.isDirectory() ? listFiles(root, inner) : LEFT_OUT.test(inner) ? [] : [inner]
  })
}

/** SHA-256 over names and bytes of everything the client is built from, 16 hexadecimal digits: the build's name. */
export function hashSources(root: string): string {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap((source) => listFiles(root, source)).sort()) {
    const bytes = readFileSync(join(root, path))
    hash.update(`${path}\n${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex').slice(0, 16)
}

async function compressFolder(folder: string): Promise<void> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && COMPRESSIBLE.has(extname(entry.name)))
  await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      const bytes = await readFile(path)
      if (bytes.length < 512) return
      const quality = bytes.length > 400_000 ? 9 : 11
      const [br, gz] = await Promise.all([
        promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
        promisify(gzip)(bytes, { level: 9 }),
      ])
      await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
    }),
  )
}

/**
 * Builds the client into dist/client unless the build there is of these very sources; says through `announce` when it builds.
 * The builder is loaded only then.
 */
export async function ensureClient(root: string, build: string, announce: (line: string) => void): Promise<string> {
  const folder = join(root, 'dist', 'client')
  const stamp = join(root, 'dist', 'client.build')
  if (existsSync(join(folder, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === build) return folder
  announce('Building the pages, once …')
  const { build: buildClient } = await import('vite')
  await buildClient({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  await compressFolder(folder)
  writeFileSync(stamp, build)
  return folder
}
