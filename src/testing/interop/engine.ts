import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { launchChromium } from '../browser/chromium.ts'
import { ROOT, run } from '../process.ts'

/**
 * Packs a module and all that it imports into one script that any engine runs, built as the client's build is.
 * The module's exports are members of the global `subject`; `given` is a global, too.
 */
export async function bundle(entry: string, given: unknown): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'bundle-'))
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"', 'import.meta.url': '"http://localhost/subject.js"' },
    build: { outDir, minify: false, target: 'es2022', emptyOutDir: true, lib: { entry, formats: ['iife'], name: 'subject', fileName: () => 'subject.js' } },
  })
  const file = join(outDir, 'subject.js')
  await writeFile(file, `${await readFile(file, 'utf8')}\nglobalThis.given = ${JSON.stringify(given)}\n`)
  return file
}

/** What the shell prints before a result, and before what went wrong. */
const [RESULT, FAILED] = ['RESULT ', 'FAILED ']

/** Runs the bundle in JavaScriptCore's shell; `call` is an expression whose promise gives text. Null when the engine itself was ended by a signal. */
async function tryInJsc(jsc: string, script: string, call: string): Promise<string | null> {
  const main = `${script}.${randomUUID()}.js`
  await writeFile(main, `${call}.then((text) => print('${RESULT}' + text), (error) => print('${FAILED}' + error + '\\n' + error.stack))`)
  const { signal, code, stdout, output } = await run(jsc, [join(import.meta.dirname, 'jsc-prelude.js'), script, main])
  const line = stdout.split('\n').find((text) => text.startsWith(RESULT))
  if (line) return line.slice(RESULT.length)
  if (signal || code >= 128) return null
  throw new Error(`JavaScriptCore gave no result, code ${code}\n${output.split('\n').map((text) => text.slice(0, 300)).join('\n').slice(-4000)}`)
}

/**
 * Runs the bundle in JavaScriptCore's shell. A crash of the engine says nothing about what it derives, so that call is made once more in
 * a fresh process; a second crash is a failure.
 */
export async function runInJsc(jsc: string, script: string, call: string): Promise<string> {
  const text = (await tryInJsc(jsc, script, call)) ?? (await tryInJsc(jsc, script, call))
  if (text === null) throw new Error('JavaScriptCore crashed twice at the same call')
  return text
}

/** A server on loopback with an empty page and the bundle. */
function serve(script: string): Server {
  return createServer((request, answer) => {
    if (request.url === '/subject.js') answer.setHeader('content-type', 'text/javascript').end(readFileSync(script))
    else answer.setHeader('content-type', 'text/html').end('<!doctype html><meta charset="utf-8"><title>empty</title><script src="/subject.js"></script>')
  }).listen(0, '127.0.0.1')
}

/** Runs the bundle in Chromium. */
export async function runInChromium(script: string, call: string): Promise<{ readonly text: string; readonly version: string }> {
  const server = serve(script)
  await once(server, 'listening')
  const address = server.address()
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(0)
    const failure = new Promise<never>((_, fail) => page.on('pageerror', fail))
    await page.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
    return { text: String(await Promise.race([page.evaluate(call), failure])), version: browser.version() }
  } finally {
    await browser.close()
    server.close()
  }
}
