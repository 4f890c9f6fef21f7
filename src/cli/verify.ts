import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isCodedError } from '../core/bytes/error.ts'
import { createDerivation } from '../core/evidence/examine/derivation.ts'
import { examine } from '../core/evidence/examine/examine.ts'
import type { ExamineOptions } from '../core/evidence/examine/examine.ts'
import { FONT_FILES } from '../core/typeset/font.ts'
import type { FontSet } from '../core/typeset/font.ts'
import { encodeReport } from '../core/validation/encode.ts'
import type { Indication } from '../core/validation/indication.ts'
import type { Report } from '../core/validation/report.ts'
import { describeError } from '../core/validation/sentence.ts'
import type { Language } from '../core/validation/sentence.ts'
import type { LogTrust } from '../core/evidence/examine/certificate-log.ts'
import { examinePackage, isPackage } from '../core/evidence/examine/package.ts'
import type { PackageReport } from '../core/evidence/examine/package.ts'
import { EXIT_USAGE, fromCaller, tellUsage } from './command.ts'
import { readLogTrust } from './verify-log.ts'
import { encodePackage, printPackage } from './verify-package.ts'
import { parseVerifyArguments } from './verify-arguments.ts'
import { composePolicy } from './verify-policy.ts'
import { printReport } from './verify-print.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const USAGE = `Usage: countersign verify FILE… [--trust FILE]… [--at TIME] [--policy FILE] [--json]

Judges every signature of the files, and evidence packages (.asice) whole, as the page /verify does; of a folder, every .pdf in it and below.
--trust   certificates to trust: PEM, DER or PKCS#7, a file or a folder of them; may be given several times. Without it, the
          policy's anchors, else the root of this installation's data folder.
--at      the instant to judge at (ISO 8601; a date alone is its first moment; UTC when no offset is given). Now when absent.
--policy  a policy file (JSON, src/core/validation/policy-file.ts): anchors, supplied data, algorithms, freshness, policies, time.
A log.json beside a root's file names the public log that the root's certificates must be in.
Exit status: 0 all TOTAL-PASSED, 1 any TOTAL-FAILED, 2 any INDETERMINATE, 3 unreadable or no signature, 64 usage.
`
const EXIT_UNREADABLE = 3
const EXIT_OF: Readonly<Record<Indication, number>> = { 'TOTAL-PASSED': 0, 'TOTAL-FAILED': 1, INDETERMINATE: 2 }
/** What outweighs what when files differ: unreadable, failed, undecided, passed. */
const SEVERITY: readonly number[] = [0, 2, 1, 3]

const MAX_FOLDER_DEPTH = 32

/** A folder's files ending in .pdf, and those of its folders, in order. Throws where a folder cannot be opened. */
async function listFolder(path: string, depth: number): Promise<string[]> {
  const entries = (await readdir(fromCaller(path), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const kept = entries.filter((entry) => entry.isDirectory() || ((entry.isFile() || entry.isSymbolicLink()) && /\.pdf$/i.test(entry.name)))
  const listed = await Promise.all(kept.map(async (entry) => {
    const inner = join(path, entry.name)
    if (!entry.isDirectory()) return [inner]
    // what cannot be opened is told as a file that cannot be
    return depth < MAX_FOLDER_DEPTH ? listFolder(inner, depth + 1).catch(() => [inner]) : []
  }))
  return listed.flat()
}

/** Files named, and those of folders named, in order; a folder in which there is nothing to judge stays, and is told as unreadable. */
async function listFiles(paths: readonly string[]): Promise<string[]> {
  const listed = await Promise.all(paths.map(async (path) => {
    const isFolder = await stat(fromCaller(path)).then((found) => found.isDirectory(), () => false)
    const files = isFolder ? await listFolder(path, 0).catch(() => []) : []
    return files.length > 0 ? files : [path]
  }))
  return listed.flat()
}

/** The logs of authorities whose root is trusted: `log.json` beside each root's file. Throws what is damaged. */
async function readLogs(trust: readonly string[]): Promise<LogTrust[]> {
  const roots = trust.length > 0 ? trust.map(fromCaller) : [join(resolve(ROOT, process.env['COUNTERSIGN_DATA'] ?? 'data'), 'authority', 'root.pem')]
  const found = await Promise.all([...new Set(roots.map((path) => dirname(path)))].map((folder) => readLogTrust(join(folder, 'log.json'))))
  return found.filter((one) => one !== null)
}

async function readFonts(): Promise<FontSet> {
  const read = async (face: keyof FontSet): Promise<Uint8Array> => new Uint8Array(await readFile(join(ROOT, 'public', 'fonts', FONT_FILES[face].file)))
  const [serifRegular, serifSemibold, sansRegular, sansSemibold] = await Promise.all([read('serifRegular'), read('serifSemibold'), read('sansRegular'), read('sansSemibold')])
  return { serifRegular, serifSemibold, sansRegular, sansSemibold }
}

type Judged =
  | { readonly path: string; readonly report: Report }
  | { readonly path: string; readonly package: PackageReport }
  | { readonly path: string; readonly error: { readonly code: string; readonly sentence: string } }

async function judge(path: string, options: ExamineOptions, language: Language): Promise<Judged> {
  const refuse = (code: string): Judged => ({ path, error: { code, sentence: describeError(code, language) } })
  const bytes = await readFile(fromCaller(path)).then((read) => new Uint8Array(read.buffer, read.byteOffset, read.length), () => null)
  if (bytes === null) return refuse('FILE_UNREADABLE')
  try {
    return isPackage(bytes) ? { path, package: await examinePackage(bytes, options) } : { path, report: (await examine(bytes, options)).report }
  } catch (error) {
    // a defect of this program must not cost the verdicts on the other files
    return refuse(isCodedError(error) ? error.code : 'JUDGE_FAILED')
  }
}

function statusOf(judged: Judged): number {
  if ('error' in judged) return EXIT_UNREADABLE
  return EXIT_OF['report' in judged ? judged.report.verdict.indication : judged.package.indication]
}

function encode(judged: Judged, language: Language): string {
  const { path } = judged
  const shown = 'error' in judged ? judged : 'report' in judged ? { path, report: encodeReport(judged.report, basename(path), language) } : { path, package: encodePackage(judged.package, language) }
  return `${JSON.stringify(shown)}\n`
}

function print(judged: Judged, language: Language): string {
  const { path } = judged
  if ('error' in judged) return `${path}\n  ${judged.error.code}: ${judged.error.sentence}\n`
  return 'report' in judged ? printReport(path, judged.report, language) : printPackage(path, judged.package, language)
}

/** `countersign verify`: one verdict for each file, in words or one JSON object a line. Gives the exit status. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const parsed = parseVerifyArguments(args)
  if (parsed === null) {
    return tellUsage(USAGE)
  }
  const language: Language = !parsed.json && /^vi/i.test(process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '') ? 'vi' : 'en'
  let options: ExamineOptions
  try {
    const { policy, time } = await composePolicy(ROOT, parsed, Date.now())
    options = { ...policy, logs: await readLogs(parsed.trust), time, derive: createDerivation(await readFonts()) }
  } catch (error) {
    const code = isCodedError(error) ? error.code : 'POLICY_UNREADABLE'
    const member = isCodedError(error) && error.details['member'] ? ` (${error.details['member']})` : ''
    process.stderr.write(`${code}: ${describeError(code, language)}${member}\n`)
    return EXIT_USAGE
  }
  let worst = 0
  for (const path of await listFiles(parsed.files)) {
    const judged = await judge(path, options, language)
    const status = statusOf(judged)
    if (SEVERITY[status]! > SEVERITY[worst]!) worst = status
    process.stdout.write(parsed.json ? encode(judged, language) : print(judged, language))
  }
  return worst
}
