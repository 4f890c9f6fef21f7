/** How each piece of work ended, in order. */
export type Outcomes<T> = readonly PromiseSettledResult<T>[]

interface Job<I, O> {
  readonly item: I
  readonly done: (result: O) => void
  readonly failed: (reason: unknown) => void
}

/** Most pieces that are done together. */
const MOST = 64

/**
 * Calls `work` with all that came while it was busy with what came before: what each costs by itself, a sync of the disk above all, they share. `lanes`: how
 * many groups may be under way at once.
 */
export function gather<I, O>(work: (items: readonly I[]) => Promise<Outcomes<O>>, lanes = 1): (item: I) => Promise<O> {
  const waiting: Job<I, O>[] = []
  let busy = 0
  const start = (): void => {
    busy++
    // Whoever comes within this turn of the loop is in the first batch already.
    setImmediate(() => void drain())
  }
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const jobs = waiting.splice(0, MOST)
      if (waiting.length > 0 && busy < lanes) start()
      const outcomes = await work(jobs.map(({ item }) => item)).catch((reason: unknown): Outcomes<O> => jobs.map(() => ({ status: 'rejected', reason })))
      for (const [index, { done, failed }] of jobs.entries()) {
        const outcome = outcomes[index]
        if (outcome?.status === 'fulfilled') done(outcome.value)
        else failed(outcome?.reason)
      }
    }
    busy--
  }
  return (item) =>
    new Promise<O>((done, failed) => {
      waiting.push({ item, done, failed })
      if (busy < lanes && waiting.length === 1) start()
    })
}

/** Has pieces of work done one after another, in the order in which they are given. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }
}
