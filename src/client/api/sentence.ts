import { m } from '../messages/generated/messages.js'
import { ApiFailure } from './failure.ts'

/** What happened, that nothing was lost, what to do: the server's own words for what it refused, so that no page carries them all. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiFailure)) return m.app_failure_unknown()
  if (error.code === 'OFFLINE') return m.app_failure_offline()
  return error.sentence ?? m.app_failure_answer()
}
