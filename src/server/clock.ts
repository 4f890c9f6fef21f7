import { CodedError } from '../core/bytes/error.ts'

/** A clock that was set back a little stands still until it has caught up. */
const TOLERANCE = 60_000

/**
 * The service's clock: never earlier than it has been. Set back by more than a minute it gives no time at all, so that nothing is signed, stored or
 * timestamped with a wrong one, until it is right again. `read` gives epoch milliseconds. The clock throws CLOCK_BEHIND.
 */
export function createClock(read: () => number): () => number {
  let latest = 0
  return () => {
    const now = read()
    if (now >= latest) latest = now
    else if (latest - now > TOLERANCE) throw new CodedError('CLOCK_BEHIND', `the clock says ${new Date(now).toISOString()}, which is before ${new Date(latest).toISOString()}`)
    return latest
  }
}
