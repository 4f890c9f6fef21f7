import { CodedError } from '../../../../core/bytes/error.ts'
import { ApiFailure } from '../../../api/failure.ts'
import type { Ports } from './runner.ts'

/** Before each repetition, in milliseconds; after the last one the person is asked. */
export const PAUSES = [500, 1000, 2000, 4000, 8000] as const

/** What a proxy says in the place of a process that is gone, busy or slow. */
const isGateway = (status: unknown): boolean => status === 502 || status === 503 || status === 504

/** Whether nothing of the service's own came back, so that the same may be asked again. A refusal with a code is an answer, whatever its status. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof ApiFailure) return error.code === 'OFFLINE' || (error.code === 'SERVICE_FAILED' && error.sentence === null && isGateway(error.status))
  if (!(error instanceof CodedError)) return false
  return error.code === 'OFFLINE' || (error.code === 'TIMESTAMP_UNANSWERED' && isGateway(error.details['status']))
}

export interface Patience {
  readonly pause: (ms: number) => Promise<void>
  /** False where the device itself knows that it has no network: then nothing is to be had by asking. */
  readonly isOnline: () => boolean
  /** Tells when it is being asked again, and when that has come to an end. */
  readonly onRepeating: (isRepeating: boolean) => void
}

async function repeat<T>(run: () => Promise<T>, { pause, isOnline, onRepeating }: Patience): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await run()
    } catch (error) {
      const ms = PAUSES[tries]
      if (ms === undefined || !isUnanswered(error) || !isOnline()) throw error
      onRepeating(true)
      await pause(ms)
    }
  }
}

/**
 * The same ports, but whatever asks the service is asked again, with the same, a few times and with growing pauses while nothing answers: the
 * service takes each of these twice as once. A fresh code is not among them: each is a letter.
 */
export function repeatUnanswered(ports: Ports, patience: Patience): Ports {
  const patient = <Input extends unknown[], T>(ask: (...input: Input) => Promise<T>) => (...input: Input): Promise<T> => repeat(() => ask(...input), patience).finally(() => patience.onRepeating(false))
  return {
    ...ports,
    derive: patient(ports.derive),
    challenge: patient(ports.challenge),
    state: patient(ports.state),
    sendIntent: patient(ports.sendIntent),
    certify: patient(ports.certify),
    sign: patient(ports.sign),
    upload: patient(ports.upload),
  }
}
