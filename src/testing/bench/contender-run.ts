// One contender, one file, in a process of its own: prints what it took as JSON. Started by the bench: CONTENDER FILE KEY-KIND WARM ROUNDS [placed].
import { checkSigned } from './check-signed.ts'
import { CONTENDERS } from './contender.ts'
import { KEY_KINDS, makeBenchKey } from './key.ts'
import { loadPeer } from './peers.ts'

const [name = '', path = '', kind, warm = '0', rounds = '1', placed] = process.argv.slice(2)
const contender = CONTENDERS[name]
if (!contender) throw new Error(`no contender ${name}`)
const key = await makeBenchKey(KEY_KINDS.find((known) => known === kind) ?? 'RSA-2048')
for (const each of contender.packages) await loadPeer(each)

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
let peak = 0
let size = 0

async function sign(bytes: Uint8Array): Promise<Cost> {
  let out = bytes
  size = bytes.length
  const cost = await measure(async () => (out = await contender!.sign(bytes, key, placed === 'placed')))
  peak ||= process.resourceUsage().maxRSS * 1024 - before
  checkSigned(out, size)
  return cost
}

async function signCounted(): Promise<void> {
  const bytes = contender!.read(path)
  hashed.push(await measure(() => contender!.hash(bytes)))
  bare.push(await measure(() => crypto.subtle.sign(key.signer.algorithm.webCrypto, key.privateKey, attributes)))
  signed.push(await sign(bytes))
}

/** Slow contenders are neither warmed up nor measured for ever. */
async function repeat(count: number, least: number, milliseconds: number, work: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + milliseconds
  for (let round = 0; round < count && (round < least || performance.now() < end); round++) await work()
}

const first = (await sign(contender.read(path))).cpu
if (rounds !== '1') {
  await repeat(Number(warm), 1, 5000, () => sign(contender.read(path)))
  await repeat(Number(rounds), 3, 1500, signCounted)
}
process.stdout.write(JSON.stringify({ first, signed, hashed, bare, peak, size }))
