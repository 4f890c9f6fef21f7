import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { run } from '../process.ts'
import { cutSignatures } from './signed-range.ts'
import type { Tools } from './tools.ts'

/** What one program says of one file. */
export interface Verdict {
  readonly file: string
  readonly passed: boolean
  readonly remark: string
}

export interface Question {
  readonly file: string
  /** Path of the root certificate, PEM. */
  readonly root: string
  /** Signing moment, epoch seconds. */
  readonly moment: number
}

/** id-ct-TSTInfo as a content type: a document timestamp, which OpenSSL's `ts` judges. */
const TST_INFO = Uint8Array.of(0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04)
const isDocumentTimestamp = ({ cms }: { readonly cms: Uint8Array }): boolean => Buffer.from(cms.subarray(0, 120)).includes(TST_INFO)

/** poppler: every signature is "Valid", and no field is left without one unless the file came with it so (`isEmptyKnown`); document timestamps are beyond it. Whether the certificate has expired since is recorded, not required. */
export async function askPdfsig({ file }: Pick<Question, 'file'>, isEmptyKnown = false): Promise<Verdict> {
  const { code, stdout, output } = await run('pdfsig', [file], { env: { HOME: await mkdtemp(join(tmpdir(), 'home-')) } })
  const found = stdout.split(/^Signature #\d+:$/m).slice(1).filter((part) => !isEmptyKnown || !part.includes('The signature form field is not signed.'))
  const signatures = found.filter((part) => !/Signature Type: (ETSI\.RFC3161|unknown)$/m.test(part))
  const lines = signatures.map((part) => /Signature Validation: .*/.exec(part)?.[0] ?? '')
  // what it cannot judge it counts as a failure
  const passed = (code === 0 || found.length > signatures.length) && lines.length > 0 && lines.every((line) => line.includes('Signature is Valid.'))
  const certificate = /Certificate Validation: (.*)/.exec(stdout)?.[1] ?? ''
  return { file, passed, remark: passed ? `Signature is Valid (${certificate})` : output.trim() }
}

/** qpdf: the file's structure is sound, with no warning (its code 3). */
export async function askQpdf({ file }: Pick<Question, 'file'>): Promise<Verdict> {
  const { code, output } = await run('qpdf', ['--check', file])
  return { file, passed: code === 0 && !output.includes('WARNING'), remark: output.trim().split('\n').slice(-3).join(' ') }
}

/** OpenSSL: the CMS cut out by /ByteRange verifies over the bytes it names, to the root, at the signing moment. */
export async function askOpenssl({ file, root, moment }: Question): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'cms-'))
  const signatures = cutSignatures(await readFile(file)).filter((one) => !isDocumentTimestamp(one))
  if (signatures.length === 0) return { file, passed: false, remark: 'no /ByteRange' }
  for (const [index, signature] of signatures.entries()) {
    const [cms, data] = [join(folder, `${index}.cms`), join(folder, `${index}.data`)]
    await writeFile(cms, signature.cms)
    await writeFile(data, signature.data)
    // What is named as trusted is trusted, also where it is no root: a brought key may come without its issuer.
    const trust = ['-CAfile', root, '-partial_chain', '-no-CApath', '-no-CAstore', '-attime', String(moment), '-purpose', 'any']
    const { code, output } = await run('openssl', ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cms, '-content', data, ...trust, '-out', '/dev/null'])
    if (code !== 0 || !/CMS Verification successful/i.test(output)) return { file, passed: false, remark: output.trim() }
  }
  return { file, passed: true, remark: `${signatures.length} verified` }
}

export interface PyHankoTask {
  readonly root: string
  readonly files: readonly string[]
  /** `signing`, or the instant to judge at, ISO 8601 with offset. */
  readonly moment: string
  /** Paths of CRLs (DER) that are current at that instant. */
  readonly crls: readonly string[]
}

export const pyHankoVerdictSchema = z.object({
  file: z.string(),
  passed: z.boolean(),
  remark: z.string(),
  /** The signature timestamp's own time, ISO 8601. */
  moment: z.string(),
})
export type PyHankoVerdict = z.infer<typeof pyHankoVerdictSchema>

/** pyHanko: one verdict for every signature of every file. */
export async function askPyHanko(tools: Tools, task: PyHankoTask): Promise<PyHankoVerdict[]> {
  const script = join(import.meta.dirname, 'pyhanko_judge.py')
  const { code, stdout, output } = await run(tools.python, ['-W', 'ignore', script], { input: JSON.stringify(task) })
  if (code !== 0) throw new Error(`pyHanko did not answer\n${output.slice(-3000)}`)
  return z.array(pyHankoVerdictSchema).parse(JSON.parse(stdout))
}

/** veraPDF: PDF/A of one flavour, one verdict for each file; a file that it does not mention has failed. */
export async function askVeraPdf(tools: Tools, files: readonly string[], flavour: '2b' | '3a' = '3a'): Promise<Verdict[]> {
  const args = ['-cp', tools.veraPdfClassPath, 'org.verapdf.apps.GreenfieldCliWrapper', '--flavour', flavour, '--format', 'text', '-v', ...files]
  const { output } = await run(tools.java, args)
  return files.map((file) => {
    const lines = output.split('\n').filter((line) => line.includes(file))
    const said = lines.find((line) => /^(PASS|FAIL)\b/.test(line))
    const from = output.indexOf(`FAIL ${file}`)
    return { file, passed: said?.startsWith('PASS') === true && said.trim().endsWith(flavour), remark: from >= 0 ? output.slice(from, from + 1500) : (said ?? output.slice(0, 500)) }
  })
}
