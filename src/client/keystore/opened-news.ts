/** How long, in milliseconds, an opened key may wait unused before it locks itself. */
export const IDLE = 5 * 60_000

/** What tabs and key workers tell one another of opened keys: facts and wishes, never a key. */
export type OpenedNews =
  /** The key `id` is open for an act; unused, it locks itself at `until`. */
  | { readonly kind: 'opened'; readonly id: string; readonly act: string; readonly until: number }
  | { readonly kind: 'locked'; readonly id: string; readonly act: string }
  /** Whoever has the key open is to lock it. */
  | { readonly kind: 'lock'; readonly id: string }
  /** Whoever has a key open is to say so. */
  | { readonly kind: 'asked' }

const isText = (value: unknown): value is string => typeof value === 'string'

function readNews(value: unknown): OpenedNews | null {
  if (typeof value !== 'object' || value === null) return null
  const { kind, id, act, until } = value as Readonly<Record<string, unknown>>
  if (kind === 'asked') return { kind }
  if (!isText(id)) return null
  if (kind === 'lock') return { kind, id }
  if (!isText(act)) return null
  if (kind === 'locked') return { kind, id, act }
  return kind === 'opened' && typeof until === 'number' ? { kind, id, act, until } : null
}

export interface OpenedLine {
  readonly tell: (news: OpenedNews) => void
  readonly close: () => void
}

/** Hears what other tabs and workers of this browser tell, and tells them; where there is no such channel, nobody else has a key open that one could ask. */
export function openOpenedLine(onNews: (news: OpenedNews) => void): OpenedLine {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => {}, close: () => {} }
  const channel = new BroadcastChannel('countersign:opened-keys')
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const news = readNews(data)
    if (news) onNews(news)
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  return { tell: (news) => channel.postMessage(news), close: () => channel.close() }
}
