import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, findFreePort, startApp } from '../../../e2e/app.ts'
import { followLog, type MonitorState } from '../../cli/monitor.ts'
import { Frontier } from '../../core/log/frontier.ts'
import type { Service } from '../../protocol/service.ts'
import { type Acknowledged, askAgain, findAcknowledged, openStand, proveAcknowledged, type Proven, startLoad } from '../load/load.ts'

export interface KillTally {
  readonly rounds: number
  readonly clicks: number
  readonly signatures: number
  readonly proven: Proven
  readonly treeSize: number
  /** Milliseconds from a start to the first answer: the slowest. */
  readonly slowestStart: number
}

/** Every so often somebody signs, too, and the kill comes after the first signature. */
const SIGNER_ROUNDS = 5
const MAX_WAIT = 15_000
const pause = (milliseconds: number): Promise<void> => new Promise((later) => setTimeout(later, milliseconds))

/**
 * kill -9 in a loop, under load: at a moment of chance the process dies, another is started on what is left. After each start everything that was
 * acknowledged in the round is found, and a monitor that followed the log before follows it now: nothing it read has changed. At the end everything
 * is found again and every record proven. Throws with the first that is not. `draw` gives numbers from 0 to 1; with `databaseUrl` the rows are in PostgreSQL, which lives on.
 */
export async function killInLoop(rounds: number, draw: () => number, tell: (line: string) => void = () => undefined, databaseUrl: string | null = null): Promise<KillTally> {
  const data = await mkdtemp(join(tmpdir(), 'kill-'))
  const port = await findFreePort()
  const start = (): Promise<App> => startApp({ data, port, args: ['--no-pages'], env: { COUNTERSIGN_DEMO: '0', ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) }, patience: 900_000 })
  const all: Acknowledged[] = []
  let slowestStart = 0
  try {
    let app = await start()
    const stand = await openStand(app)
    const service = JSON.parse(await (await fetch(`${app.address}/api/service`)).text()) as Service
    let monitor: MonitorState = { verifier: service.log.verifiers[0]!, frontier: new Frontier(), kinds: {} }
    const fetchLog = async (path: string): Promise<Uint8Array> => new Uint8Array(await (await askAgain(() => fetch(`${app.address}/log/${path}`))).arrayBuffer())
    for (let round = 0; round < rounds; round++) {
      const current = app
      const signs = round % SIGNER_ROUNDS === 0
      const load = await askAgain(() => startLoad(current, stand, { clickers: 4, signers: signs ? 1 : 0 }))
      const hasSigned = (): boolean => load.acknowledged.some(({ kind }) => kind === 'signature')
      if (signs) for (let waited = 0; waited < MAX_WAIT && !hasSigned(); waited += 50) await pause(50)
      await pause(150 + draw() * (signs ? 1500 : 600))
      await app.kill()
      await load.stop()
      const from = performance.now()
      app = await start()
      slowestStart = Math.max(slowestStart, performance.now() - from)
      await findAcknowledged(app, load.acknowledged)
      monitor = await followLog(monitor, fetchLog)
      all.push(...load.acknowledged)
      if ((round + 1) % 10 === 0) tell(`${round + 1} of ${rounds} killed, ${all.length} acknowledged and found, log of ${monitor.frontier.size} entries`)
    }
    const proven = await proveAcknowledged(app, stand.cookie, all)
    const treeSize = monitor.frontier.size
    await app.stop()
    return { rounds, clicks: all.filter(({ kind }) => kind === 'click').length, signatures: all.filter(({ kind }) => kind === 'signature').length, proven, treeSize, slowestStart }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}
