import { useCallback, useEffect, useRef, useState } from 'react'
import { deleteItem, loadItem, saveItem } from '../../keystore/database.ts'
import { askedParticulars } from './details/asked.ts'
import { beginDraft, continueDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import type { Offer } from './offer.ts'

/** Reading figures come many times a second and may wait; what is typed is written at once. */
const SAVE_AFTER_MS = 400

/** What the offer itself knows of the party: the address it was sent to, and the name the seller gave. */
function knownValues({ view, document, party }: Offer): Record<string, string> {
  const asked = new Set(askedParticulars(document, party.id).map(({ id }) => id))
  const known: Record<string, string> = {}
  if (asked.has(party.emailParticular)) known[party.emailParticular] = view.email
  if (view.name !== null && asked.has(party.nameParticular)) known[party.nameParticular] = view.name
  for (const [id, value] of Object.entries(view.particulars?.values ?? {})) if (asked.has(id)) known[id] = value
  return known
}

export interface KeptDraft {
  readonly draft: Draft
  readonly change: (step: (draft: Draft) => Draft) => void
  /** Writes at once what is not written yet. */
  readonly flush: () => Promise<void>
  readonly remove: () => Promise<void>
  /** False when this browser keeps nothing: a reload would lose what was typed. */
  readonly isKept: boolean
}

/** The draft of an offer, kept on the device while it is typed; null until the device has been asked. */
export function useDraft(offer: Offer): KeptDraft | null {
  const { offer: id, documentHash } = offer.view
  const [draft, setDraft] = useState<Draft | null>(null)
  const [isKept, setKept] = useState(true)
  const latest = useRef<Draft | null>(null)
  const pending = useRef<ReturnType<typeof setTimeout> | null>(null)
  const writing = useRef<Promise<void> | null>(null)
  const isStale = useRef(false)
  const known = useRef(offer)
  useEffect(() => {
    known.current = offer
  })

  useEffect(() => {
    let stopped = false
    const take = (next: Draft) => {
      if (stopped) return
      latest.current = next
      setDraft(next)
    }
    loadItem('drafts', id).then(
      (kept) => take(continueDraft(kept, documentHash, knownValues(known.current))),
      () => {
        setKept(false)
        take(beginDraft(documentHash, knownValues(known.current)))
      },
    )
    return () => {
      stopped = true
    }
  }, [id, documentHash])

  // One write at a time; whatever changes meanwhile is in the next.
  const write = useCallback(async (): Promise<void> => {
    try {
      while (isStale.current && latest.current) {
        isStale.current = false
        await saveItem('drafts', id, latest.current)
      }
    } catch {
      setKept(false)
    }
    writing.current = null
  }, [id])

  const flush = useCallback(async (): Promise<void> => {
    if (pending.current !== null) clearTimeout(pending.current)
    pending.current = null
    if (!latest.current) return
    isStale.current = true
    if (writing.current === null) writing.current = write()
    await writing.current
  }, [write])

  const change = useCallback(
    (step: (draft: Draft) => Draft) => {
      const before = latest.current
      if (!before) return
      const next = step(before)
      latest.current = next
      setDraft(next)
      if (next.typed !== before.typed || next.place !== before.place || next.reason !== before.reason || next.capacity !== before.capacity) void flush()
      else if (pending.current === null) pending.current = setTimeout(() => void flush(), SAVE_AFTER_MS)
    },
    [flush],
  )

  const remove = useCallback(async () => {
    if (pending.current !== null) clearTimeout(pending.current)
    pending.current = null
    isStale.current = false
    await writing.current
    await deleteItem('drafts', id)
  }, [id])

  useEffect(() => {
    const onHide = () => {
      if (pending.current !== null) void flush()
    }
    addEventListener('pagehide', onHide)
    document.addEventListener('visibilitychange', onHide)
    return () => {
      removeEventListener('pagehide', onHide)
      document.removeEventListener('visibilitychange', onHide)
      onHide()
    }
  }, [flush])

  return draft && { draft, change, flush, remove, isKept }
}
