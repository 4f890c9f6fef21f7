import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isCodedError } from '../core/bytes/error.ts'
import { createDerivation } from '../core/evidence/examine/derivation.ts'
import { examine } from '../core/evidence/examine/examine.ts'
import type { ExamineOptions } from '../core/evidence/examine/examine.ts'
import { FONT_FILES } from '../core/typeset/font.ts'
import type { FontSet } from '../core/typeset/font.ts'
import { parseAnchors } from '../core/validation/anchor.ts'
import { encodeReport } from '../core/validation/encode.ts'
import type { Indication } from '../core/validation/indication.ts'
import type { Report } from '../core/validation/report.ts'
import { describeError } from '../core/validation/sentence.ts'
import type { Language } from '../core/validation/sentence.ts'
import { printReport } from './verify-print.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const USAGE = `Usage: countersign verify FILE… [--trust CA.pem]… [--json]

Judges every signature of the files, as the page /verify does. --trust names certificates to trust (PEM or DER, may be given
several times); without it, the root of this installation's data folder.
Exit status: 0 all TOTAL-PASSED, 1 any TOTAL-FAILED, 2 any INDETERMINATE, 3 unreadable or no signature, 64 usage.
`
const EXIT_USAGE = 64
const EXIT_UNREADABLE = 3
const EXIT_OF: Readonly<Record<Indication, number>> = { 'TOTAL-PASSED': 0, 'TOTAL-FAILED': 1, INDETERMINATE: 2 }
/** What outweighs what when files differ: unreadable, failed, undecided, passed. */
const SEVERITY: readonly number[] = [0, 2, 1, 3]

interface Arguments {
  readonly files: readonly string[]
  readonly trust: readonly string[]
  readonly json: boolean
}

function parseArguments(args: readonly string[]): Arguments | null {
  const files: string[] = []
  const trust: string[] = []
  let json = false
  let onlyFiles = false
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!
    if (onlyFiles || !arg.startsWith('--')) files.push(arg)
    else if (arg === '--') onlyFiles = true
    else if (arg === '--json') json = true
    else if (arg.startsWith('--trust=')) trust.push(arg.slice(8))
    else if (arg === '--trust' && args[index + 1] !== undefined) trust.push(args[++index]!)
    else return null
  }
  return files.length > 0 && trust.every((path) => path !== '') ? { files, trust, json } : null
}

/** As seen from where the command was typed; npm runs scripts in the project's folder. */
const fromCaller = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path)

async function readAnchors(trust: readonly string[]): Promise<Uint8Array[]> {
  const paths = trust.map(fromCaller)
  if (paths.length === 0) {
    const own = join(resolve(ROOT, process.env['COUNTERSIGN_DATA'] ?? 'data'), 'authority', 'root.pem')
    try {
      return parseAnchors(await readFile(own)).map(({ der }) => der)
    } catch {
      return []
    }
  }
  const anchors: Uint8Array[] = []
  for (const path of paths) anchors.push(...parseAnchors(await readFile(path)).map(({ der }) => der))
  return anchors
}

async function readFonts(): Promise<FontSet> {
  const read = async (face: keyof FontSet): Promise<Uint8Array> => new Uint8Array(await readFile(join(ROOT, 'public', 'fonts', FONT_FILES[face].file)))
  const [serifRegular, serifSemibold, sansRegular, sansSemibold] = await Promise.all([read('serifRegular'), read('serifSemibold'), read('sansRegular'), read('sansSemibold')])
  return { serifRegular, serifSemibold, sansRegular, sansSemibold }
}

type Judged = { readonly path: string; readonly report: Report } | { readonly path: string; readonly error: { readonly code: string; readonly sentence: string } }

async function judge(path: string, options: ExamineOptions, language: Language): Promise<Judged> {
  const refuse = (code: string): Judged => ({ path, error: { code, sentence: describeError(code, language) } })
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await readFile(fromCaller(path)))
  } catch {
    return refuse('FILE_UNREADABLE')
  }
  try {
    return { path, report: (await examine(bytes, options)).report }
  } catch (error) {
    if (isCodedError(error)) return refuse(error.code)
    throw error
  }
}

/** `countersign verify`: one verdict for each file, in words or one JSON object a line. Gives the exit status. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args)
  if (parsed === null) {
    process.stderr.write(USAGE)
    return EXIT_USAGE
  }
  const language: Language = !parsed.json && /^vi/i.test(process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '') ? 'vi' : 'en'
  let anchors: Uint8Array[]
  try {
    anchors = await readAnchors(parsed.trust)
  } catch {
    process.stderr.write(`ANCHOR_UNREADABLE: ${describeError('ANCHOR_UNREADABLE', language)}\n`)
    return EXIT_USAGE
  }
  const options: ExamineOptions = { anchors, time: Date.now(), derive: createDerivation(await readFonts()) }
  let worst = 0
  for (const path of parsed.files) {
    const judged = await judge(path, options, language)
    const status = 'report' in judged ? EXIT_OF[judged.report.verdict.indication] : EXIT_UNREADABLE
    if (SEVERITY[status]! > SEVERITY[worst]!) worst = status
    if (parsed.json) process.stdout.write(`${JSON.stringify('report' in judged ? { path, report: encodeReport(judged.report, path, language) } : judged)}\n`)
    else process.stdout.write('report' in judged ? printReport(path, judged.report, language) : `${path}\n  ${judged.error.code}: ${judged.error.sentence}\n`)
  }
  return worst
}
