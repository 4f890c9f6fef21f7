import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { run } from '../process.ts'
import { CONTENDERS } from './contender.ts'
import { installPeers } from './peers.ts'
import { writeSellerFile, type SellerFileShape } from './seller-file.ts'
import { kept, median, ms, printRows, times } from './theme.ts'

interface Case {
  readonly name: string
  readonly shape: SellerFileShape
  readonly rounds: number
  /** Times SHA-256 of the file that signing may take; null where the limit is in milliseconds. */
  readonly hashLimit: number | null
  readonly msLimit: number | null
  /** Times the file that memory may grow by; null where the engine itself outweighs the file. */
  readonly memoryLimit: number | null
}

const CASES: readonly Case[] = [
  { name: '150 KB', shape: { pages: 10, pictureBytes: 14_000, others: 20 }, rounds: 25, hashLimit: null, msLimit: 12, memoryLimit: null },
  { name: '26 MB, 14,000 objects', shape: { pages: 1000, pictureBytes: 25_000, others: 11_000 }, rounds: 7, hashLimit: 3, msLimit: null, memoryLimit: null },
  { name: '100 MB, 2,000 pages', shape: { pages: 2000, pictureBytes: 50_000, others: 0 }, rounds: 5, hashLimit: 1.5, msLimit: null, memoryLimit: 2.2 },
]
const PEER_FACTOR = 3
const OURS = 'countersign'

const costSchema = z.object({ cpu: z.number(), wall: z.number() })
const answerSchema = z.object({ signed: z.array(costSchema), hashed: z.array(costSchema), peak: z.number(), size: z.number() })
type Answer = z.infer<typeof answerSchema>

async function ask(contender: string, file: string, rounds: number): Promise<Answer | null> {
  const { code, stdout, output } = await run(process.execPath, [join(import.meta.dirname, 'contender-run.ts'), contender, file, String(rounds)])
  if (code === 0) return answerSchema.parse(JSON.parse(stdout))
  if (contender.startsWith(OURS)) throw new Error(output.slice(-3000))
  return null
}

interface Result {
  readonly contender: string
  readonly cpu: number
  readonly wall: number
  /** Of signing to SHA-256 of the same bytes by node:crypto in the same process. */
  readonly ratio: number
  /** Of peak memory to the file, in a process that signs once. */
  readonly memory: number
}

/** The first rounds warm the engine up and do not count. */
async function measure(contender: string, file: string, rounds: number): Promise<Result | null> {
  const [many, once] = [await ask(contender, file, rounds + 2), await ask(contender, file, 1)]
  if (!many || !once) return null
  const [signed, hashed] = [many.signed.slice(2), many.hashed.slice(2)]
  const cpu = median(signed.map((cost) => cost.cpu))
  return { contender, cpu, wall: median(signed.map((cost) => cost.wall)), ratio: cpu / median(hashed.map((cost) => cost.cpu)), memory: once.peak / once.size }
}

function judge({ hashLimit, msLimit, memoryLimit }: Case, own: Result, best: number): boolean {
  const isFast = hashLimit === null ? own.cpu <= msLimit! : own.ratio <= hashLimit
  return isFast && best >= PEER_FACTOR * own.cpu && (memoryLimit === null || own.memory <= memoryLimit)
}

/** Parse, add a field and sign, against the limits and the peers, side by side. */
export async function benchSigning(): Promise<boolean> {
  await installPeers()
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  let all = true
  try {
    for (const each of CASES) {
      const file = join(folder, `${each.shape.pages}.pdf`)
      const size = writeSellerFile(file, each.shape)
      const results: Result[] = []
      const rows = [[`${each.name} (${size.toLocaleString('en')} bytes)`, 'processor', 'clock', '× SHA-256', 'memory × file', 'kept']]
      for (const contender of Object.keys(CONTENDERS)) {
        const result = await measure(contender, file, each.rounds)
        if (result) results.push(result)
        else rows.push([contender, 'cannot', '', '', '', ''])
      }
      const best = Math.min(...results.filter((result) => !result.contender.startsWith(OURS)).map((result) => result.cpu))
      for (const result of results) {
        const isOurs = result.contender.startsWith(OURS)
        const isKept = !isOurs || judge(each, result, best)
        // Promised of the core with the platform's own hash, wherever it runs.
        if (!isKept) all = false
        rows.push([result.contender, ms(result.cpu), ms(result.wall), times(result.ratio), times(result.memory), isOurs ? kept(isKept) : ''])
      }
      rows.push(['limit', each.msLimit === null ? '' : ms(each.msLimit), '', each.hashLimit === null ? '' : times(each.hashLimit), each.memoryLimit === null ? '' : times(each.memoryLimit), ''])
      rows.push([`best peer ÷ slower of ours (limit ${PEER_FACTOR})`, times(best / Math.max(...results.filter((result) => result.contender.startsWith(OURS)).map((result) => result.cpu))), '', '', '', ''])
      printRows(rows)
      process.stdout.write('\n')
    }
    return all
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
