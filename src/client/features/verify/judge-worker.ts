import { isCodedError } from '../../../core/bytes/error.ts'
import { examine } from '../../../core/evidence/examine/examine.ts'
import type { JudgeAnswer, JudgeRequest } from './judge-message.ts'

/** Judges off the page's own thread. The file is never sent anywhere: this worker fetches only the app's own fonts, and only when asked to derive. */
async function judge({ call, bytes, anchors, time, derive }: JudgeRequest): Promise<JudgeAnswer> {
  try {
    const derivation = derive ? await (await import('./derivation.ts')).loadDerivation() : undefined
    const examination = await examine(bytes, { anchors, time, ...(derivation ? { derive: derivation } : {}) })
    return { call, kind: 'judged', examination }
  } catch (error) {
    return { call, kind: 'failed', code: isCodedError(error) ? error.code : 'JUDGE_FAILED' }
  }
}

addEventListener('message', (event: MessageEvent<JudgeRequest>) => {
  void judge(event.data).then((answer) => postMessage(answer))
})
