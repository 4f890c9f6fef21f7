// One contender, one file, in a process of its own: prints what it took as JSON. Started by the bench.
import { createHash } from 'node:crypto'
import { checkSigned } from './check-signed.ts'
import { CONTENDERS } from './contender.ts'
import { makeBenchKey } from './key.ts'

const [name = '', path = '', rounds = '1'] = process.argv.slice(2)
const contender = CONTENDERS[name]
if (!contender) throw new Error(`no contender ${name}`)
const key = await makeBenchKey()

interface Cost {
  /** Milliseconds of this process's processor time, all threads: what else the machine does falls out of it. */
  readonly cpu: number
  readonly wall: number
}

async function measure(work: () => unknown): Promise<Cost> {
  const [cpu, start] = [process.cpuUsage(), performance.now()]
  await work()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / 1000, wall }
}

const before = process.memoryUsage.rss()
const signed: Cost[] = []
const hashed: Cost[] = []
let peak = 0
let size = 0
for (let round = 0; round < Number(rounds); round++) {
  const bytes = contender.read(path)
  size = bytes.length
  if (Number(rounds) > 1) hashed.push(await measure(() => createHash('sha256').update(bytes).digest()))
  let out: Uint8Array = bytes
  signed.push(await measure(async () => (out = await contender.sign(bytes, key))))
  peak = process.resourceUsage().maxRSS * 1024 - before
  checkSigned(out, size)
}
process.stdout.write(JSON.stringify({ signed, hashed, peak, size }))
