// One contender, one file, in a process of its own: prints what it took as JSON. Started by the bench: CONTENDER FILE KEY-KIND WARM ROUNDS.
import { checkSigned } from './check-signed.ts'
import { CONTENDERS } from './contender.ts'
import { makeBenchKey } from './key.ts'
import { loadPeer } from './peers.ts'

const [name = '', path = '', kind, warm = '0', rounds = '1'] = process.argv.slice(2)
const contender = CONTENDERS[name]
if (!contender) throw new Error(`no contender ${name}`)
const key = await makeBenchKey(kind === 'P-256' ? 'P-256' : 'RSA-2048')
for (const each of contender.packages) await loadPeer(each)
const isOnce = rounds === '1'

interface Cost {
  /** Milliseconds of this process's processor time, all threads: what else the machine does falls out of it. */
  readonly cpu: number
  readonly wall: number
}

/**
 * Started with --expose-gc, each piece begins with a clean heap: none pays for the large buffers of the one before. WebCrypto gives its copy
 * back a turn after it has answered: that turn belongs to whoever asked.
 */
async function measure(work: () => unknown): Promise<Cost> {
  globalThis.gc?.()
  const [cpu, start] = [process.cpuUsage(), performance.now()]
  await work()
  await new Promise((resolve) => setImmediate(resolve))
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / 1000, wall }
}

const before = process.memoryUsage.rss()
const signed: Cost[] = []
const hashed: Cost[] = []
/** The private operation by itself, over as much as a signature's attributes are. */
const bare: Cost[] = []
const attributes = new Uint8Array(250)
let first = 0
let peak = 0
let size = 0
/** Slow contenders are not warmed up for ever. */
const end = performance.now() + 8000
for (let round = 0; round < Number(warm) + Number(rounds); round++) {
  const bytes = contender.read(path)
  size = bytes.length
  if (!isOnce) {
    hashed.push(await measure(() => contender.hash(bytes)))
    bare.push(await measure(() => crypto.subtle.sign(key.signer.algorithm.webCrypto, key.privateKey, attributes)))
  }
  let out: Uint8Array = bytes
  signed.push(await measure(async () => (out = await contender.sign(bytes, key))))
  first ||= signed[0]!.cpu
  peak = process.resourceUsage().maxRSS * 1024 - before
  checkSigned(out, size)
  if (performance.now() > end && round >= 4) break
}
// The last ones are the warm ones.
const kept = Math.min(Number(rounds), Math.max(1, signed.length - 2))
process.stdout.write(JSON.stringify({ first, signed: signed.slice(-kept), hashed: hashed.slice(-kept), bare: bare.slice(-kept), peak, size }))
