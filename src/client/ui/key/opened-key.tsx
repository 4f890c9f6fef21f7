import { useState, useSyncExternalStore } from 'react'
import { IDLE } from '../../keystore/opened-news.ts'
import { openedKeys } from '../../keystore/opened-watch.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../button.tsx'
import { Notice } from '../verdict.tsx'

/** Milliseconds to minutes. */
const minutesOf = (time: number): number => time / 60_000

/** That a key is open somewhere in this browser, until when at the latest, and the press that locks it at once. Nothing while it is locked. */
export function OpenedKey({ id }: { readonly id: string }) {
  const until = useSyncExternalStore(openedKeys.subscribe, openedKeys.read).get(id)
  const [wasLocked, setWasLocked] = useState(false)
  const lock = (): void => {
    openedKeys.lock(id)
    setWasLocked(true)
  }
  return (
    <div aria-live="polite">
      {until !== undefined && (
        <Notice title={m.keystore_opened({ time: formatInstant(new Date(until).toISOString()) })} actions={<Button onClick={lock}>{m.keystore_lock()}</Button>}>
          {m.keystore_opened_text({ minutes: minutesOf(IDLE) })}
        </Notice>
      )}
      {until === undefined && wasLocked && <p className="text-sm text-soft">{m.keystore_locked()}</p>}
    </div>
  )
}
