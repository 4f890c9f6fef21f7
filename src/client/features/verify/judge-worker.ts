import { CodedError } from '../../../core/bytes/error.ts'
import { examine } from '../../../core/evidence/examine/examine.ts'
import { findMissing } from '../../../core/validation/missing.ts'
import { serve } from '../../worker/serve.ts'
import type { JudgeCommands, Judgement, JudgeRequest, Progress } from './judge-message.ts'

type Tell = (progress: Progress) => void

async function readFile(file: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    throw new CodedError('FILE_UNREADABLE', 'the file could not be read')
  }
}

async function loadDerivation() {
  const [{ createDerivation }, { loadFonts }] = await Promise.all([import('../../../core/evidence/examine/derivation.ts'), import('../../worker/fonts.ts')])
  return createDerivation(await loadFonts())
}

/** Judges off the page's own thread. The file is never sent anywhere: this worker fetches only the app's own fonts, and only when asked to derive. */
async function judge({ file, anchors, logs, supplied, time, derive }: JudgeRequest, tell: Tell): Promise<Judgement> {
  tell({ phase: 'read', done: 0, count: 0 })
  const bytes = await readFile(file)
  const { certificates, ...examination } = await examine(bytes, {
    anchors, logs, ...supplied, time, onPhase: (phase, done = 0, count = 0) => tell({ phase, done, count }), ...(derive ? { derive: await loadDerivation() } : {}),
  })
  const missing = examination.report.verdict.indication === 'TOTAL-PASSED' ? [] : findMissing(examination.report, [...certificates, ...supplied.certificates, ...anchors])
  return { examination: { ...examination, certificates: [] }, missing }
}

serve<JudgeCommands, Progress>({ judge }, 'JUDGE_FAILED')
