import type { Access, Store } from '../storage/database.ts'

type Work<T> = (access: Access) => Promise<T>

interface Job {
  readonly work: Work<unknown>
  readonly done: (result: unknown) => void
  readonly failed: (error: unknown) => void
}

/** Most jobs of one transaction. */
const MOST = 64

const waiting = new WeakMap<Store, Job[]>()

async function runAlone(store: Store, { work, done, failed }: Job): Promise<void> {
  try {
    done(await store.transaction().execute(work))
  } catch (error) {
    failed(error)
  }
}

/** One transaction for all that waits; when one of them is refused nothing of it was written, and each is tried by itself. */
async function runBatch(store: Store, jobs: readonly Job[]): Promise<void> {
  const [only, ...others] = jobs
  if (!only) return
  if (others.length === 0) return runAlone(store, only)
  let results: unknown[]
  try {
    results = await store.transaction().execute(async (access) => {
      const made: unknown[] = []
      for (const { work } of jobs) made.push(await work(access))
      return made
    })
  } catch {
    for (const job of jobs) await runAlone(store, job)
    return
  }
  // Only now it is on disk: nobody was told before.
  for (const [index, job] of jobs.entries()) job.done(results[index])
}

async function drain(store: Store, queue: Job[]): Promise<void> {
  while (queue.length > 0) await runBatch(store, queue.splice(0, MOST))
  waiting.delete(store)
}

/** Runs work in a transaction that others who came at the same time share: one sync of the disk for all of them. */
export function shareTransaction<T>(store: Store, work: Work<T>): Promise<T> {
  return new Promise<T>((done, failed) => {
    const job: Job = { work, done: (result) => done(result as T), failed }
    const queue = waiting.get(store)
    if (queue) {
      queue.push(job)
      return
    }
    const fresh = [job]
    waiting.set(store, fresh)
    // Whoever comes within this turn of the loop is in the first batch already.
    setImmediate(() => void drain(store, fresh))
  })
}
