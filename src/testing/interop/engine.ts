import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { launchChromium } from '../browser/chromium.ts'
import { ROOT, runOrFail } from '../process.ts'

/**
 * Packs a module and all that it imports into one script that any engine runs, built as the client's build is.
 * The module's exports are members of the global `subject`.
 */
export async function bundle(entry: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'bundle-'))
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { outDir, minify: false, target: 'es2022', emptyOutDir: true, lib: { entry, formats: ['iife'], name: 'subject', fileName: () => 'subject.js' } },
  })
  return join(outDir, 'subject.js')
}

/** Runs the bundle in JavaScriptCore's shell; `call` is an expression whose promise gives text. */
export async function runInJsc(jsc: string, script: string, call: string): Promise<string> {
  const main = `${script}.main.js`
  await writeFile(main, `${call}.then((text) => print('RESULT ' + text), (error) => print('FAILED ' + error + '\\n' + error.stack))`)
  const { stdout, output } = await runOrFail(jsc, [join(import.meta.dirname, 'jsc-prelude.js'), script, main])
  const line = stdout.split('\n').find((text) => text.startsWith('RESULT '))
  if (!line) throw new Error(`JavaScriptCore gave no result\n${output.slice(-4000)}`)
  return line.slice('RESULT '.length)
}

/** Runs the bundle in Chromium, on an empty page of this machine's. */
export async function runInChromium(script: string, call: string): Promise<{ readonly text: string; readonly version: string }> {
  const server = createServer((_request, answer) => answer.setHeader('content-type', 'text/html').end('<!doctype html><title>empty</title>')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(0)
    await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
    await page.addScriptTag({ path: script })
    return { text: String(await page.evaluate(call)), version: browser.version() }
  } finally {
    await browser.close()
    server.close()
  }
}
