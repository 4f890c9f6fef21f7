import { openPort } from '../../../worker/port.ts'
import type { Commands, Phase } from './message.ts'
// oxlint-disable-next-line import/default -- the build gives the worker's address
import workerAddress from './worker.ts?worker&url'

/** Has the signing worker do something. When the worker itself stops (WORKER_FAILED), what was kept on the device is still there. */
export const { ask } = openPort<Commands, Phase>({ address: workerAddress, name: 'signing', stopped: 'WORKER_FAILED' })
