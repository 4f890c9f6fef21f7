import { examine } from '../../../core/evidence/examine/examine.ts'
import type { Examination } from '../../../core/evidence/examine/examine.ts'
import { serve } from '../../worker/serve.ts'
import type { JudgeCommands, JudgeRequest } from './judge-message.ts'

/** Judges off the page's own thread. The file is never sent anywhere: this worker fetches only the app's own fonts, and only when asked to derive. */
async function judge({ bytes, anchors, time, derive }: JudgeRequest): Promise<Examination> {
  if (!derive) return examine(bytes, { anchors, time })
  const [{ createDerivation }, { loadFonts }] = await Promise.all([import('../../../core/evidence/examine/derivation.ts'), import('../../worker/fonts.ts')])
  return examine(bytes, { anchors, time, derive: createDerivation(await loadFonts()) })
}

serve<JudgeCommands>({ judge }, 'JUDGE_FAILED')
