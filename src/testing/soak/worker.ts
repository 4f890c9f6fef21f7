// One thread of the soak run: takes its share of the mutations and says how far it is.
import { parentPort, workerData } from 'node:worker_threads'
import type { Share, Tally } from './main.ts'
import { mutate } from './mutation.ts'
import { THEMES } from './theme.ts'

const { theme, from, to, step } = workerData as Share
const { gather, attempt } = THEMES[theme]
const STRIDE = 200
// most mutations end in a refusal, and nobody reads where it was thrown
Error.stackTraceLimit = 4
const say = parentPort!.postMessage.bind(parentPort)

const subjects = await gather()
let tally: Tally = { done: 0, kinds: {}, slowest: 0, faults: [] }
for (let index = from; index < to; index += step) {
  const subject = subjects[Math.floor(index / step) % subjects.length]!
  say({ at: index })
  const start = performance.now()
  const { kind, fault } = await attempt(subject, index)
  const took = performance.now() - start
  tally = {
    done: tally.done + 1,
    kinds: { ...tally.kinds, [kind]: (tally.kinds[kind] ?? 0) + 1 },
    slowest: Math.max(tally.slowest, took),
    faults: fault === null ? tally.faults : [...tally.faults, { seed: index, subject: subject.name, fault, bytes: mutate(subject.bytes, index) }],
  }
  if (tally.done % STRIDE === 0) {
    say({ tally })
    tally = { done: 0, kinds: {}, slowest: 0, faults: [] }
  }
}
say({ tally, isDone: true })
