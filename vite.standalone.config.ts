import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { build, defineConfig } from 'vite'
import type { InlineConfig, Plugin, Rolldown } from 'vite'

const root = import.meta.dirname
const FACES = { serifRegular: 'serif-regular', serifSemibold: 'serif-semibold', sansRegular: 'sans-regular', sansSemibold: 'sans-semibold' } as const
const read = (...path: readonly string[]): Buffer => readFileSync(join(root, ...path))
const define = { 'import.meta.env.MODE': JSON.stringify('standalone') }
const alias = [{ find: /^brotli\/decompress\.js$/, replacement: resolve(root, 'src/core/typeset/woff2.ts') }]

/** The derivation's fonts as part of the script that uses them. */
const fonts: Plugin = {
  name: 'standalone-fonts',
  enforce: 'pre',
  resolveId: (source) => (/(^|\/)worker\/fonts\.ts$/.test(source) ? '\0standalone-fonts' : null),
  load(id) {
    if (id !== '\0standalone-fonts') return null
    const faces = Object.entries(FACES).map(([face, file]) => `${face}: decode(${JSON.stringify(read('public', 'fonts', `${file}.ttf`).toString('base64'))})`)
    return `const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))\nconst fonts = { ${faces.join(', ')} }\nexport const loadFonts = () => Promise.resolve(fonts)`
  },
}

const whole: InlineConfig['build'] = {
  target: 'es2022', assetsInlineLimit: Number.MAX_SAFE_INTEGER, modulePreload: false, cssCodeSplit: false, reportCompressedSize: false, chunkSizeWarningLimit: 20_000,
}
const single: Rolldown.OutputOptions = { format: 'es', codeSplitting: false }
const treeshake = { moduleSideEffects: [{ test: /\/src\/(protocol|core\/(bytes|contract|consent|evidence)|client\/(api|ui))\//, sideEffects: false }] }

async function bundleWorker(entry: string): Promise<string> {
  const result = await build({
    root, configFile: false, publicDir: false, logLevel: 'warn', define: { ...define, 'process.env.NODE_ENV': JSON.stringify('production'), 'import.meta.url': JSON.stringify('file:///') }, resolve: { alias }, plugins: [fonts],
    // as a library, so that no helper for preloading comes in, which wants a window; libraries name files beside themselves that nobody ever fetches here
    build: { ...whole, minify: true, write: false, lib: { entry, formats: ['iife'], name: 'worker', fileName: 'worker' }, rolldownOptions: { treeshake, checks: { emptyImportMeta: false }, output: { codeSplitting: false } } },
  })
  const [bundle] = Array.isArray(result) ? result : [result]
  const chunk = bundle && 'output' in bundle ? bundle.output.find((part) => part.type === 'chunk' && part.isEntry) : undefined
  if (chunk?.type !== 'chunk') throw new Error(`no script came of ${entry}`)
  return chunk.code
}

/** Workers stand in the page itself and are started from there: as classic scripts, because a page from disk may not load modules. */
const workers: Plugin = {
  name: 'standalone-workers',
  enforce: 'pre',
  async resolveId(source, importer) {
    const [path = '', query] = source.split('?')
    if (query !== 'worker&url' && !(query === 'url' && path.endsWith('.mjs'))) return null
    const found = await this.resolve(path, importer, { skipSelf: true })
    return found ? `\0standalone-worker:${found.id}` : null
  },
  async load(id) {
    const [, entry] = /^\0standalone-worker:(.*)$/.exec(id) ?? []
    if (entry === undefined) return null
    const code = await bundleWorker(entry)
    return `export default URL.createObjectURL(new Blob([${JSON.stringify(code)}], { type: 'text/javascript' }))`
  },
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`
const dataOf = (type: string, bytes: Buffer): string => `data:${type};base64,${bytes.toString('base64')}`

/** Text that may stand between script tags: nothing in it ends the element or begins a comment, and no line end is rewritten on the way. */
const escapeScript = (code: string): string => code.replaceAll('\r\n', '\n').replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--')

/** The page: one script, one style, both named by their hashes in the policy; nothing else runs, and nothing is asked of any network. */
function composePage(script: string, style: string): string {
  const policy = [
    "default-src 'none'", `script-src ${hashOf(script)}`, `style-src ${hashOf(style)}`, 'worker-src blob:', 'font-src data:', 'img-src data: blob:', "base-uri 'none'", "form-action 'none'",
    "require-trusted-types-for 'script'", "trusted-types countersign 'allow-duplicates'",
  ].join('; ')
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Countersign</title>
<link rel="icon" href="${dataOf('image/svg+xml', read('public', 'icons', 'mark.svg'))}">
<!--service-->
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<noscript><p>Trang này cần JavaScript để kiểm tra chữ ký.</p><p lang="en">This page needs JavaScript to check signatures.</p></noscript>
<script type="module">${script}</script>
</body>
</html>
`
}

const onePage: Plugin = {
  name: 'standalone-page',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const parts = Object.values(bundle)
      const chunks = parts.filter((part) => part.type === 'chunk')
      const styles = parts.filter((part) => part.type === 'asset' && part.fileName.endsWith('.css'))
      if (chunks.length !== 1 || styles.length !== 1 || parts.length !== 2) throw new Error(`not one script and one style: ${parts.map(({ fileName }) => fileName).join(', ')}`)
      const [chunk, style] = [chunks[0]!, styles[0]!]
      if (chunk.type !== 'chunk' || style.type !== 'asset') throw new Error('not a script and a style')
      const code = escapeScript(chunk.code.replaceAll('/icons/mark.svg', dataOf('image/svg+xml', read('public', 'icons', 'mark.svg'))))
      const css = String(style.source).replaceAll(/url\(["']?\/fonts\/([\w-]+\.woff2)["']?\)/g, (_, file: string) => `url(${dataOf('font/woff2', read('public', 'fonts', file))})`)
      for (const part of parts) delete bundle[part.fileName]
      this.emitFile({ type: 'asset', fileName: 'verify.html', source: composePage(code, css) })
    },
  },
}

/** The check page as one file that opens from disk: scripts, workers, fonts and all. Run after the client's build, which compiles the messages. */
export default defineConfig({
  root,
  mode: 'standalone',
  publicDir: false,
  define,
  resolve: { alias },
  plugins: [fonts, workers, react(), tailwindcss(), onePage],
  build: { ...whole, outDir: 'dist/standalone', emptyOutDir: true, rolldownOptions: { input: resolve(root, 'src/client/standalone/main.tsx'), treeshake, output: single } },
})
