import { sentenceOf } from '../api/sentence.ts'
import { m } from '../messages/generated/messages.js'
import { Button } from './button.tsx'
import { Notice } from './verdict.tsx'

/** A request that failed: the sentence, and a way to try again. */
export function FailureNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  return (
    <div role="alert">
      <Notice kind="fail" title={sentenceOf(error)} actions={onRetry ? <Button onClick={onRetry}>{m.ui_retry()}</Button> : undefined} />
    </div>
  )
}
