import { certify, closeStatement, offerSample, sign, upload } from '../../server/fixture/party.ts'
import { openTestService } from '../../server/fixture/service.ts'
import { type Cost, openBaseline } from './baseline.ts'
import { type Breakdown, profile } from './profile.ts'

const WARM_UP = 10
const ROUNDS = 25
/** Rounds at the end with the profiler on, which slows them: they count for the breakdown only. */
const PROFILED = 10

export interface AcceptanceCost {
  /** Milliseconds of each timed upload, from the whole request to the whole answer (a real database and real files, no socket), and of the least work at that moment. */
  readonly rounds: readonly (Cost & { readonly work: number })[]
  readonly fileSize: number
  /** Milliseconds of one upload by room. */
  readonly breakdown: Breakdown
}

/** What accepting signed files costs the whole server, each upload of another buyer's. */
export async function measureAcceptances(): Promise<AcceptanceCost> {
  const service = await openTestService()
  const baseline = openBaseline()
  const rounds: (Cost & { readonly work: number })[] = []
  let file: Uint8Array = new Uint8Array()
  const prepare = async (round: number): Promise<() => Promise<void>> => {
    const email = `buyer-${round}@example.com`
    const { token } = await offerSample(service, email)
    const buyer = await closeStatement(service, token, email)
    const signed = await sign(service, buyer, await certify(service, buyer, email))
    await service.parts.mailer.settle()
    file = signed
    return async () => {
      const answer = await upload(service, buyer, signed)
      if (answer.statusCode !== 200) throw new Error(`the upload was refused: ${answer.body}`)
    }
  }
  try {
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const accept = await prepare(round)
      const start = performance.now()
      await accept()
      const work = performance.now() - start
      if (round >= WARM_UP) rounds.push({ work, ...baseline.measure(file) })
      service.advance(120_000)
    }
    const ready: (() => Promise<void>)[] = []
    for (let round = 0; round < PROFILED; round++) ready.push(await prepare(WARM_UP + ROUNDS + round))
    const total = await profile(async () => {
      for (const accept of ready) await accept()
    })
    return { rounds, fileSize: file.length, breakdown: new Map([...total].map(([room, time]) => [room, time / PROFILED])) }
  } finally {
    baseline.close()
    await service.close()
  }
}
