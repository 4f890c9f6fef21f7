import { sentenceOf } from '../../api/sentence.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { textSentence } from './problem-sentence.ts'
import type { DraftSnapshot } from './store.ts'

/** In a word: where the last change is kept. */
export function SaveStatus({ snapshot }: { readonly snapshot: DraftSnapshot }) {
  const { save } = snapshot
  const words = {
    saved: m.draft_saved, saving: m.draft_saving, waiting: m.draft_waiting, invalid: m.draft_kept, refused: m.draft_kept, conflict: m.draft_kept,
  }
  return <output className={`text-[.8125rem] ${save.kind === 'saved' || save.kind === 'saving' ? 'text-soft' : 'font-semibold text-doubt'}`}>{words[save.kind]()}</output>
}

interface SaveNoticeProps {
  readonly snapshot: DraftSnapshot
  readonly onRetry: () => void
  readonly onResolve: (keep: 'mine' | 'theirs') => void
}

/** When the last change is only on this device: why, and what to do. */
export function SaveNotice({ snapshot, onRetry, onResolve }: SaveNoticeProps) {
  const { save, draft } = snapshot
  switch (save.kind) {
    case 'saved':
    case 'saving':
      return null
    case 'waiting':
      return <Notice title={m.draft_waiting_text()} actions={<Button onClick={onRetry}>{m.ui_retry()}</Button>} />
    case 'invalid': {
      const { path = '', name, letter } = save.error.details
      return (
        <Notice title={m.draft_invalid_text()}>
          {textSentence(draft, save.error.code, String(path), { ...(name === undefined ? {} : { name: String(name) }), ...(letter === undefined ? {} : { letter: String(letter) }) })}
        </Notice>
      )
    }
    case 'refused':
      return <Notice kind="fail" title={sentenceOf(save.error)} actions={<Button onClick={onRetry}>{m.ui_retry()}</Button>}>{m.draft_kept_text()}</Notice>
    case 'conflict':
      return (
        <div role="alert">
          <Notice
            title={m.draft_conflict_title()}
            actions={
              <>
                <Button onClick={() => onResolve('mine')}>{m.draft_conflict_mine()}</Button>
                <Button onClick={() => onResolve('theirs')}>{m.draft_conflict_theirs()}</Button>
              </>
            }
          >
            {m.draft_conflict_text()}
          </Notice>
        </div>
      )
  }
}
