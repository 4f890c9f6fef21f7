import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { run } from '../process.ts'
import { CONTENDERS, placeField } from './contender.ts'
import type { KeyKind } from './key.ts'
import { installPeers } from './peers.ts'
import { writeSellerFile, type SellerFileShape } from './seller-file.ts'
import { kept, median, ms, printRows, times } from './theme.ts'

interface Case {
  readonly name: string
  readonly shape: SellerFileShape
  /** Its field was placed before, as in every flow of the product; else signing begins with adding one. */
  readonly isPlaced: boolean
  /** In each process: what only warms the engine up, and what counts. */
  readonly warm: number
  readonly rounds: number
  /** Large files: garbage is collected before each piece is measured. */
  readonly isLarge: boolean
  readonly kinds: readonly KeyKind[]
  /** Times SHA-256 of the file, by the same means, that signing may take. */
  readonly hashLimit?: number
  readonly msLimit?: number
  /** Times the file that memory may grow by. */
  readonly memoryLimit?: number
}

/** From some 800 rounds on neither the best peer nor ours gets any faster: by then the engine has compiled both. After 200, both still take a fifth more. */
const WARM = 1000
const SMALL = { shape: { pages: 10, pictureBytes: 14_000, others: 20 }, warm: WARM, rounds: 200, isLarge: false, kinds: ['P-256', 'RSA-2048', 'RSA-4096'], msLimit: 12 } as const

const CASES: readonly Case[] = [
  { name: '150 KB, its field placed before', isPlaced: true, ...SMALL },
  { name: '150 KB without a field', isPlaced: false, ...SMALL },
  { name: '26 MB, 14,000 objects', shape: { pages: 1000, pictureBytes: 25_000, others: 11_000 }, isPlaced: false, warm: 3, rounds: 7, isLarge: true, kinds: ['RSA-2048'], hashLimit: 3 },
  { name: '100 MB, 2,000 pages', shape: { pages: 2000, pictureBytes: 50_000, others: 0 }, isPlaced: false, warm: 2, rounds: 5, isLarge: true, kinds: ['RSA-2048'], hashLimit: 1.5, memoryLimit: 2.2 },
]
const PEER_FACTOR = 3
const OURS = 'countersign'
/** Processes of each contender, one of each in turn: what slows the machine for a while slows all. */
const TURNS = 3

const costSchema = z.object({ cpu: z.number(), wall: z.number() })
const answerSchema = z.object({ first: z.number(), signed: z.array(costSchema), hashed: z.array(costSchema), bare: z.array(costSchema), peak: z.number(), size: z.number() })
type Answer = z.infer<typeof answerSchema>

async function ask(contender: string, file: string, kind: KeyKind, { isLarge, isPlaced }: Case, warm: number, rounds: number): Promise<Answer | null> {
  const { code, stdout, output } = await run(process.execPath, [...(isLarge && rounds > 1 ? ['--expose-gc'] : []), join(import.meta.dirname, 'contender-run.ts'), contender, file, kind, String(warm), String(rounds), isPlaced ? 'placed' : ''])
  if (code === 0) return answerSchema.parse(JSON.parse(stdout))
  if (contender.startsWith(OURS)) throw new Error(output.slice(-3000))
  return null
}

interface Result {
  readonly contender: string
  readonly cpu: number
  readonly wall: number
  /** Milliseconds of the first signing of a process whose code is loaded. */
  readonly first: number
  /** Milliseconds of SHA-256 of the same bytes by the same means in the same processes. */
  readonly hash: number
  /** Milliseconds of the platform's private operation by itself. */
  readonly bare: number
  /** Of all but that; forge, which two contenders sign with, has an operation of its own, so that theirs is in here. */
  readonly rest: number
  /** Of peak memory to the file, in a process that signs once. */
  readonly memory: number
}

function summarize(contender: string, many: readonly Answer[], once: Answer): Result {
  const all = (pick: (answer: Answer) => readonly number[]): number => median(many.flatMap(pick))
  const cpu = all(({ signed }) => signed.map((cost) => cost.cpu))
  const bare = all((answer) => answer.bare.map((cost) => cost.cpu))
  return {
    contender,
    cpu,
    wall: all(({ signed }) => signed.map((cost) => cost.wall)),
    first: all(({ first }) => [first]),
    hash: all(({ hashed }) => hashed.map((cost) => cost.cpu)),
    bare,
    rest: cpu - bare,
    memory: once.peak / once.size,
  }
}

/** Every contender that can, in turns. */
async function measure(each: Case, kind: KeyKind, file: string): Promise<{ results: Result[]; unable: string[] }> {
  const answers = new Map<string, Answer[]>(Object.keys(CONTENDERS).map((contender) => [contender, []]))
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [contender, list] of answers) {
      const answer = turn > list.length ? null : await ask(contender, file, kind, each, each.warm, each.rounds)
      if (answer) list.push(answer)
    }
  }
  const results: Result[] = []
  for (const [contender, list] of answers) {
    const once = list.length === 0 ? null : await ask(contender, file, kind, each, 0, 1)
    if (once) results.push(summarize(contender, list, once))
  }
  return { results, unable: Object.keys(CONTENDERS).filter((contender) => !results.some((result) => result.contender === contender)) }
}

/** One row a limit: what it is about, what was measured, what is asked. */
interface Limit {
  readonly what: string
  readonly measured: string
  /** Nothing is asked of what is shown beside a limit. */
  readonly asked: string
  readonly isKept: boolean
}

const atMost = (what: string, value: number, limit: number | undefined, show: (value: number) => string): Limit[] =>
  limit === undefined ? [] : [{ what, measured: show(value), asked: `≤ ${show(limit)}`, isKept: value <= limit }]

const atLeast = (what: string, factor: number, isAsked: boolean): Limit => ({ what, measured: times(factor), asked: isAsked ? `≥ ${times(PEER_FACTOR)}` : '', isKept: !isAsked || factor >= PEER_FACTOR })

/**
 * Three times the best peer: the whole with P-256, in large files, and with RSA-2048 where the field was placed before, as in the product it always was; elsewhere
 * everything but the private operation, which all call from one platform: with RSA-4096 it and the hash alone take more than a third of the peer. The other factor stands beside.
 */
function hold({ isLarge, isPlaced, msLimit, hashLimit, memoryLimit }: Case, kind: KeyKind, own: Result, best: Result): Limit[] {
  const isWhole = isLarge || kind === 'P-256' || (isPlaced && kind === 'RSA-2048')
  return [
    ...atMost(`${own.contender}: processor time`, own.cpu, msLimit, ms),
    ...atMost(`${own.contender}: against SHA-256 by the same means`, own.cpu / own.hash, hashLimit, times),
    ...atMost(`${own.contender}: memory against the file`, own.memory, memoryLimit, times),
    atLeast(`${own.contender}: as fast as ${best.contender}`, best.cpu / own.cpu, isWhole),
    atLeast(`${own.contender}: as fast in all but the private operation`, best.rest / own.rest, !isWhole),
  ]
}

/** What a factor is to be read against: no program that signs this file with this key can be faster than its hash and the private operation, which the peers pay too. */
function describeBound({ contender, hash, bare, cpu }: Result, best: Result): string {
  const bound = best.cpu / (hash + bare)
  const verdict = bound < PEER_FACTOR ? `: no program could be ${times(PEER_FACTOR)}` : ''
  return `${contender}: hash and private operation alone (${ms(hash)} and ${ms(bare)}) would be ${times(bound)} as fast as ${best.contender}${verdict}; all else took ${ms(cpu - hash - bare)}\n`
}

/** Parse, add a field and sign, against the limits and the peers, side by side. */
export async function benchSigning(): Promise<boolean> {
  await installPeers()
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  let all = true
  try {
    for (const each of CASES) {
      const file = join(folder, `${each.shape.pages}.pdf`)
      writeSellerFile(file, each.shape)
      if (each.isPlaced) writeFileSync(file, placeField(readFileSync(file)))
      const { size } = statSync(file)
      for (const kind of each.kinds) {
        const { results, unable } = await measure(each, kind, file)
        const isOwn = ({ contender }: Result): boolean => contender.startsWith(OURS)
        const byTime = results.filter((result) => !isOwn(result)).sort((a, b) => a.cpu - b.cpu)
        const owns = results.filter(isOwn)
        const limits = owns.flatMap((own) => hold(each, kind, own, byTime[0]!))
        if (!limits.every(({ isKept }) => isKept)) all = false
        printRows([
          [`${each.name} (${size.toLocaleString('en')} bytes), ${kind}`, 'processor', 'clock', 'first of a process', 'its SHA-256', 'bare signature', 'all but that', 'memory × file'],
          ...results.map((result) => [result.contender, ms(result.cpu), ms(result.wall), ms(result.first), ms(result.hash), ms(result.bare), ms(result.rest), times(result.memory)]),
          ...unable.map((contender) => [contender, 'cannot', '', '', '', '', '', '']),
        ])
        process.stdout.write('\n')
        printRows([['limit', 'measured', 'asked', 'kept'], ...limits.map(({ what, measured, asked, isKept }) => [what, measured, asked, asked === '' ? '' : kept(isKept)])])
        // of a large file all is its hash
        process.stdout.write(`\n${each.isLarge ? '' : `${owns.map((own) => describeBound(own, byTime[0]!)).join('')}\n`}`)
      }
    }
    return all
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
