import { readdirSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'vite'
import { stampOffline } from './offline.ts'

/** Served by a route of its own, with the service's root in it. */
const LEFT_OUT = 'verify.html'
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.mjs', '.svg', '.ttf', '.wasm', '.webmanifest'])

async function compressFolder(folder: string): Promise<void> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && COMPRESSIBLE.has(extname(entry.name)) && entry.name !== LEFT_OUT)
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

// A process of its own: node builder.ts <checkout> <folder of the build>
const [root, folder] = process.argv.slice(2)
if (!root || !folder) throw new Error('usage: builder.ts ROOT FOLDER')
await build({ root, configFile: join(root, 'vite.config.ts'), build: { outDir: folder, emptyOutDir: true } })
const alone = `${folder}.page`
await build({ root, configFile: join(root, 'vite.standalone.config.ts'), build: { outDir: alone, emptyOutDir: true } })
await rename(join(alone, 'verify.html'), join(folder, 'verify.html'))
await rm(alone, { recursive: true, force: true })
stampOffline(folder)
await compressFolder(folder)
