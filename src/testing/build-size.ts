import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as z from 'zod'
import { FONT_FILES } from '../core/typeset/font.ts'
import { ROOT } from './process.ts'

/** Kilobytes (1,000 bytes) as sent: with gzip. */
export const LIMITS = { initialScript: 130, signingScript: 550, fonts: 200, embed: 6 } as const

/** What the buyer's page starts from, and what it shows the PDF with: a tap away, not a part of signing. */
const ENTRIES = ['index.html', 'src/client/features/sign/page.tsx']
const isDisplay = (name: string): boolean => name.startsWith('src/client/pdf/') || name.includes('pdfjs-dist')
/** Fetched by those who sign with a key of their own, when they do: opening it, bringing it in. */
const isOwnKey = (name: string): boolean => ['src/client/ui/key/bring-form.tsx', 'src/client/ui/key/kept-options.tsx', 'src/client/ui/key/opened-key.tsx'].includes(name) || name === 'src/client/features/sign/key/unlock-section.tsx'
/** The same in the signing worker, with what it fetches to open or bring in a key. */
const isOpening = (file: string): boolean => /\/kept-key-/.test(file)
/** Fetched when a signature is met that WebCrypto cannot verify: none that is made here. */
const isUncommon = (file: string): boolean => /\/(uncommon|sha3)-/.test(file)
/** Fetched once the receipt stands: what can be kept besides the file, withdrawal, personal data; apart from signing. */
const isAfterwards = (name: string): boolean => ['src/client/data-consent/personal-data.tsx', 'src/client/withdrawal/contract-withdrawal.tsx', 'src/client/records-consent/contract-records.tsx', 'src/client/features/sign/receipt/papers.tsx'].includes(name)
/** Who signs a seller's own file fetches what appends fields to it, and everybody else the typesetter. */
const isOwnFile = (file: string): boolean => /\/own-file-/.test(file)
const isOwnPages = (name: string): boolean => ['src/client/features/sign/read/own-pages.tsx', 'src/client/api/own-file.ts'].includes(name)
const isTypesetter = (file: string): boolean => /\/base-revision-/.test(file)
const isOtherPage = (name: string): boolean => /^src\/client\/(features\/\w+\/page|app\/other-routes)\.tsx$/.test(name)

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.optional(z.array(z.string())),
    dynamicImports: z.optional(z.array(z.string())),
  }),
)
export type Manifest = z.infer<typeof manifestSchema>

/** The files that a page fetches, each once. */
export interface Fetched {
  readonly initial: readonly string[]
  readonly signing: readonly string[]
}

function collect(manifest: Manifest, starts: readonly string[], follow: (chunk: Manifest[string]) => readonly string[]): Set<string> {
  const seen = new Set<string>()
  const waiting = [...starts]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the build has no ${name}`)
    if (seen.has(name)) continue
    seen.add(name)
    waiting.push(...follow(chunk))
  }
  return seen
}

/** What is sent before the buyer can read, and what follows while the buyer reads. */
export function listFetched(manifest: Manifest): Fetched {
  const imports = (chunk: Manifest[string]): string[] => chunk.imports ?? []
  const initial = collect(manifest, ENTRIES, imports)
  const first = ENTRIES.flatMap((name) => manifest[name]?.dynamicImports ?? [])
  const later = (names: readonly string[]): string[] => names.filter((name) => !isDisplay(name) && !isOwnPages(name) && !isOwnKey(name) && !isAfterwards(name) && !isOtherPage(name))
  const signing = collect(manifest, later(first), (chunk) => [...imports(chunk), ...later(chunk.dynamicImports ?? [])])
  const files = (names: Iterable<string>): string[] => [...new Set([...names].map((name) => manifest[name]?.file ?? ''))].filter((file) => file.endsWith('.js'))
  return {
    initial: files(initial),
    signing: files(signing).filter((file) => !files(initial).includes(file)),
  }
}

/** Workers are assets that a script names by address, not imports of the manifest; what a worker imports comes with it. */
function namedWorkers(folder: string, files: readonly string[]): string[] {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const find = (text: string, name: RegExp): string[] => [...text.matchAll(name)].map((match) => `assets/${match[1]}`).filter((file) => existsSync(join(folder, file)))
  const seen = new Set<string>()
  const waiting = files.flatMap((file) => find(read(file), /assets\/([\w.-]*worker[\w.-]*\.js)/gi)).filter((file) => !/pdf\.?worker/i.test(file))
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || isOpening(file) || isUncommon(file)) continue
    seen.add(file)
    waiting.push(...find(read(file), /["'`]\.\/([\w.-]+\.js)["'`]/g))
  }
  return [...seen]
}

/** The fonts that the derivation sets type with, by the names it fetches them under. */
const fontFiles = Object.values(FONT_FILES).map(({ file }) => `fonts/${file}`)

const kilobytes = (bytes: number): number => Math.ceil(bytes / 100) / 10

/** Measures the build in dist/client. @throws Error naming what is over its limit */
export function checkBuildSize(): Promise<string> {
  const folder = join(ROOT, 'dist', 'client')
  const manifest = join(folder, '.vite', 'manifest.json')
  if (!existsSync(manifest)) throw new Error(`there is no build: ${manifest} is missing`)
  const fetched = listFetched(manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8'))))
  const sum = (files: readonly string[]): number => kilobytes(files.reduce((total, file) => total + gzipSync(readFileSync(join(folder, file)), { level: 6 }).length, 0))
  const workers = namedWorkers(folder, [...fetched.initial, ...fetched.signing])
  const sizes = {
    initialScript: sum(fetched.initial),
    signingScript: sum([...fetched.signing, ...workers.filter((file) => !isOwnFile(file))]),
    ownFileScript: sum([...fetched.signing, ...workers.filter((file) => !isTypesetter(file))]),
    fonts: sum(fontFiles),
    embed: sum(['embed.js']),
  }
  const entries = [
    ['initial script', sizes.initialScript, LIMITS.initialScript],
    ['signing script', sizes.signingScript, LIMITS.signingScript],
    ['signing script over an own file', sizes.ownFileScript, LIMITS.signingScript],
    ['signing fonts', sizes.fonts, LIMITS.fonts],
    ['embed loader', sizes.embed, LIMITS.embed],
  ] as const
  const over = entries.filter(([, size, limit]) => size > limit)
  const text = entries.map(([name, size, limit]) => `${name} ${size} of ${limit} KB`).join(', ')
  if (over.length > 0) throw new Error(`over the limit: ${text}\n${[...fetched.initial, '--', ...fetched.signing].join('\n')}`)
  if (sizes.signingScript === 0) throw new Error('the buyer’s page fetches no signing code at all: the measure is wrong')
  return Promise.resolve(text)
}
