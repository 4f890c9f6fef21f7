import { openPort } from '../worker/port.ts'
import type { Commands } from './message.ts'
// oxlint-disable-next-line import/default -- the build gives the worker's address
import workerAddress from './worker.ts?worker&url'

/** Has the key worker do something. */
export const { ask: askKeystore } = openPort<Commands>({ address: workerAddress, name: 'keystore', stopped: 'WORKER_FAILED' })
