import type { Examination } from '../../../core/evidence/examine/examine.ts'
import { openPort } from '../../worker/port.ts'
import type { JudgeCommands, JudgeRequest } from './judge-message.ts'
// oxlint-disable-next-line import/default -- the build answers the address
import workerAddress from './judge-worker.ts?worker&url'

const port = openPort<JudgeCommands>({ address: workerAddress, name: 'judge', stopped: 'JUDGE_FAILED' })

/** Judges a file in a worker of this page. Rejects with the code of what cannot be read, NO_SIGNATURE, or JUDGE_FAILED. */
export const judge = (request: JudgeRequest): Promise<Examination> => port.ask('judge', request)
