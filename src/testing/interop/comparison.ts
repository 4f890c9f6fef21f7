import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { isCodedError } from '../../core/bytes/error.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { validate } from '../../core/validation/validate.ts'
import { RAW_ATTACKS } from '../attack/raw.ts'
import { createSample, SAMPLE_TIME } from '../attack/sample.ts'
import { SAVED_ATTACKS } from '../attack/saved.ts'
import { Target } from '../attack/target.ts'
import { run } from '../process.ts'
import { ARGUED, argue } from './difference.ts'
import { askQpdf } from './judges.ts'
import type { Tools } from './tools.ts'

export type Judge = 'ours' | 'pyHanko' | 'pdfsig' | 'qpdf'
const JUDGES: readonly Judge[] = ['ours', 'pdfsig', 'qpdf', 'pyHanko']

/** A file, what it is, and by field whether each judge believes it; trust plays no part. */
interface Case {
  readonly file: string
  /** Attack class and variant, or null for a file as its producers left it. */
  readonly attack: string | null
  readonly base: string
}

type Beliefs = ReadonlyMap<string, boolean>

const VECTORS = join(import.meta.dirname, '..', 'vectors', 'pdf')
const ATTACKED = ['pyhanko-signed', 'pdfbox-certified2', 'openpdf-certified3'] as const
const TRUST = /^(path-|revocation|timestamp-|algorithms)/
const TOGETHER = 8

async function gatherCases(folder: string, samples: readonly string[]): Promise<Case[]> {
  await mkdir(folder, { recursive: true })
  const cases: Case[] = []
  const add = async (name: string, bytes: Uint8Array, base: string, attack: string | null): Promise<void> => {
    const file = join(folder, `${String(cases.length).padStart(4, '0')}-${name}.pdf`)
    await writeFile(file, bytes)
    cases.push({ file, attack, base })
  }
  const bases = new Map<string, Uint8Array>()
  for (const name of await readdir(VECTORS)) bases.set(name.replace('.pdf', ''), new Uint8Array(await readFile(join(VECTORS, name))))
  for (const kind of ['table', 'stream', 'objectStream', 'hybrid'] as const) bases.set(`ours-${kind}`, (await createSample({ kind })).secured)
  for (const sample of samples) await add('sample', new Uint8Array(await readFile(sample)), 'sample', null)
  for (const [name, bytes] of bases) await add(name, bytes, name, null)
  for (const base of ATTACKED) {
    for (const { name, make } of [...SAVED_ATTACKS, ...RAW_ATTACKS]) await add(base, make(new Target(bases.get(base)!)), base, name)
  }
  return cases
}

async function askOurs({ file }: Case): Promise<Beliefs> {
  try {
    const report = await validate(extractFacts(new Uint8Array(await readFile(file))), { anchors: [] }, SAMPLE_TIME)
    return new Map(report.signatures.map(({ field, checks }) => [field, checks.every(({ id, subIndication }) => subIndication === null || TRUST.test(id))]))
  } catch (error) {
    if (isCodedError(error)) return new Map()
    throw error
  }
}

/** By field: "Signature is Valid." or not. Fields come in the order of the form. */
async function askPdfsig({ file }: Case): Promise<Beliefs> {
  const { stdout } = await run('pdfsig', [file], { timeout: 60_000 })
  const parts = stdout.split(/^Signature #\d+:$/m).slice(1)
  return new Map(parts.flatMap((part, index) => {
    const field = /Signature Field Name: (.*)/.exec(part)?.[1] ?? `#${index}`
    return part.includes('not signed') ? [] : [[field, part.includes('Signature Validation: Signature is Valid.')] as const]
  }))
}

const pyHankoSchema = z.array(z.object({ file: z.string(), signatures: z.array(z.object({ field: z.string(), passed: z.boolean(), remark: z.string() })), error: z.string().nullable() }))

async function askPyHanko(tools: Pick<Tools, 'python'>, cases: readonly Case[]): Promise<Beliefs[]> {
  const script = join(import.meta.dirname, 'pyhanko_changes.py')
  const { code, stdout, output } = await run(tools.python, ['-W', 'ignore', script], { input: JSON.stringify({ files: cases.map(({ file }) => file) }) })
  if (code !== 0) throw new Error(`pyHanko did not answer\n${output.slice(-3000)}`)
  return pyHankoSchema.parse(JSON.parse(stdout)).map(({ signatures }) => new Map(signatures.map(({ field, passed }) => [field, passed])))
}

async function inTurns<Item, Result>(items: readonly Item[], act: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += TOGETHER) results.push(...(await Promise.all(items.slice(at, at + TOGETHER).map(act))))
  return results
}

/** A file is believed when it has signatures and every one is believed. */
const believes = (beliefs: Beliefs): boolean => beliefs.size > 0 && [...beliefs.values()].every(Boolean)

const classOf = (attack: string): string => attack.split(':')[0]!

/** Rows of the table for people: how many attacks of each class each judge did not believe. */
function tabulate(cases: readonly Case[], said: ReadonlyMap<Judge, readonly Beliefs[]>): string {
  const classes = [...new Set(cases.flatMap(({ attack }) => (attack === null ? [] : [classOf(attack)])))].sort()
  const count = (judge: Judge, title: string): string => {
    const members = cases.flatMap(({ attack }, index) => (attack !== null && classOf(attack) === title ? [index] : []))
    const caught = members.filter((index) => !believes(said.get(judge)![index]!)).length
    return caught === members.length ? `all ${caught}` : `${caught} of ${members.length}`
  }
  const rows = classes.map((title) => `| ${title} | ${JUDGES.map((judge) => count(judge, title)).join(' | ')} |`)
  return ['| Attack | Countersign | pdfsig | qpdf | pyHanko |', '|---|---|---|---|---|', ...rows].join('\n')
}

/**
 * Holds the judge's word on every sample, honest save and attack against pyHanko's, pdfsig's and qpdf's, signature by signature. Each difference must be
 * argued in `difference.ts`, each attack refused and each argument needed. Prints the table of who caught what. `samples` are files of the product's own.
 */
export async function compareJudges(tools: Pick<Tools, 'python'>, folder: string, samples: readonly string[]): Promise<string> {
  const cases = await gatherCases(folder, samples)
  const qpdf = await inTurns(cases, async ({ file }): Promise<Beliefs> => new Map([['', (await askQpdf({ file })).passed]]))
  const said = new Map<Judge, readonly Beliefs[]>([
    ['ours', await inTurns(cases, askOurs)], ['pdfsig', await inTurns(cases, askPdfsig)], ['qpdf', qpdf], ['pyHanko', await askPyHanko(tools, cases)],
  ])
  const unexplained: string[] = []
  const used = new Set<string>()
  cases.forEach(({ attack, base }, index) => {
    const ours = said.get('ours')![index]!
    if (attack !== null && believes(ours)) unexplained.push(`${base}, ${attack}: believed`)
    for (const judge of ['pdfsig', 'pyHanko'] as const) {
      const theirs = said.get(judge)![index]!
      const fields = new Set([...ours.keys(), ...theirs.keys()])
      for (const field of fields) {
        const [mine, other] = [ours.get(field) ?? false, theirs.get(field) ?? false]
        if (mine === other) continue
        const reason = argue({ judge, attack, base, believed: other })
        if (reason === null) unexplained.push(`${base}, ${attack ?? 'as it is'}, “${field}”: ${judge} ${other ? 'believes' : 'refuses'} it, we do not agree`)
        else used.add(reason)
      }
    }
    // signpdf writes white space before its table and a /Size that is one too large: legal, and remarked on by qpdf
    if (attack === null && !base.startsWith('signpdf') && !believes(said.get('qpdf')![index]!)) unexplained.push(`${base}: qpdf finds its structure unsound`)
  })
  for (const { reason } of ARGUED) if (!used.has(reason)) unexplained.push(`argued, but nothing differs so: ${reason}`)
  if (unexplained.length > 0) throw new Error(unexplained.join('\n'))
  process.stdout.write(`${tabulate(cases, said)}\n`)
  const attacks = cases.filter(({ attack }) => attack !== null).length
  return `${attacks} attacks, ${cases.length - attacks} honest files`
}
