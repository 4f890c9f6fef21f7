import { openOpenedLine } from './opened-news.ts'

/** Which keys are open in some tab of this browser, and until when at the latest. */
export interface OpenedWatch {
  readonly subscribe: (onChange: () => void) => () => void
  /** The same object until something changes. */
  readonly read: () => ReadonlyMap<string, number>
  /** Has the key locked, in whichever tab it is open. */
  readonly lock: (id: string) => void
}

export function createOpenedWatch(clock: () => number): OpenedWatch {
  const acts = new Map<string, { readonly id: string; readonly until: number }>()
  const listeners = new Set<() => void>()
  let seen: ReadonlyMap<string, number> = new Map()
  let timer: ReturnType<typeof setTimeout> | undefined
  const refresh = (): void => {
    clearTimeout(timer)
    // A tab that was closed no longer says that its key is locked; no key is open longer than was said.
    for (const [act, { until }] of acts) if (until <= clock()) acts.delete(act)
    const next = new Map<string, number>()
    for (const { id, until } of acts.values()) next.set(id, Math.max(until, next.get(id) ?? 0))
    seen = next
    if (acts.size > 0) timer = setTimeout(refresh, Math.max(0, Math.min(...[...acts.values()].map(({ until }) => until)) - clock()))
    for (const listener of listeners) listener()
  }
  const drop = (id: string): void => {
    for (const [act, held] of acts) if (held.id === id) acts.delete(act)
    refresh()
  }
  let line: ReturnType<typeof openOpenedLine> | null = null
  const listen = (): ReturnType<typeof openOpenedLine> => {
    line ??= openOpenedLine((news) => {
      if (news.kind === 'opened') acts.set(news.act, news)
      else if (news.kind === 'locked') acts.delete(news.act)
      else return
      refresh()
    })
    return line
  }
  return {
    subscribe(onChange) {
      listeners.add(onChange)
      listen().tell({ kind: 'asked' })
      return () => {
        listeners.delete(onChange)
        if (listeners.size > 0) return
        line?.close()
        line = null
        clearTimeout(timer)
        acts.clear()
        seen = new Map()
      }
    },
    read: () => seen,
    lock(id) {
      listen().tell({ kind: 'lock', id })
      drop(id)
    },
  }
}

/** Of this page. */
export const openedKeys = createOpenedWatch(() => Date.now())
