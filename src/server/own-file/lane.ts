/** Acts on large files, one after the other: so the process holds one of them in memory, whoever asks at the same time. */
let last: Promise<unknown> = Promise.resolve()

/** Runs alone among all acts on large files. */
export function runInLane<T>(run: () => Promise<T>): Promise<T> {
  const mine = last.then(run, run)
  last = mine.catch(() => undefined)
  return mine
}
