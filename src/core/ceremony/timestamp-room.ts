import { isCodedError } from '../bytes/error.ts'
import type { PreparedSignature } from '../signing/revision.ts'

/**
 * Rooms for one timestamp token with its certificates, in bytes. Nearly every authority's token fits the first; the last holds whatever
 * answer the service takes from one (64 KiB), so that no signature ever ends without its place.
 */
export const TIMESTAMP_ALLOWANCES = [8192, 16_384, 32_768, 65_536] as const
export type TimestampAllowance = (typeof TIMESTAMP_ALLOWANCES)[number]

/** What everybody begins with. */
export const TIMESTAMP_ALLOWANCE = TIMESTAMP_ALLOWANCES[0]

/**
 * Runs with the usual room, and where the token that came was larger once more with a room that it fits; gives what became of it and the
 * room, for whoever goes on. Throws what `run` throws, SIGNATURE_TOO_LARGE only past the last room.
 */
export async function withTimestampRoom<T>(run: (allowance: TimestampAllowance) => Promise<T>, first: TimestampAllowance = TIMESTAMP_ALLOWANCE): Promise<{ readonly result: T; readonly allowance: TimestampAllowance }> {
  try {
    return { result: await run(first), allowance: first }
  } catch (error) {
    if (!isCodedError(error, 'SIGNATURE_TOO_LARGE')) throw error
    const wanted = first + Number(error.details['length']) - Number(error.details['room'])
    const larger = TIMESTAMP_ALLOWANCES.find((one) => one > first && one >= wanted)
    if (larger === undefined) throw error
    return withTimestampRoom(run, larger)
  }
}

/**
 * The room that whoever sent a revision took, by the length of its /Contents: `prepared` is the same revision with `expected`, and
 * `appended` what was sent from `start` on. Any other length leaves the expected one, with which it will not be equal.
 */
export function readTimestampRoom(appended: Uint8Array, { contentsStart, contentsEnd }: PreparedSignature, start: number, expected: TimestampAllowance = TIMESTAMP_ALLOWANCE): TimestampAllowance {
  const from = contentsStart - start
  const end = appended.indexOf(0x3e, from)
  const more = (end + 1 - from - (contentsEnd - contentsStart)) / 2
  return TIMESTAMP_ALLOWANCES.find((one) => end >= 0 && one === expected + more) ?? expected
}
