import type { Observations } from '../record/compose.ts'
import type { Chain, DeskGround, DeskKeys, MadeClick, OpenOutcome, Sheet } from './desk-sheet.ts'
import type { MessagePort } from 'node:worker_threads'

/** What a desk's thread is started with; `urgent` carries what is asked inside a transaction. */
export interface DeskStart {
  readonly keys: DeskKeys
  readonly urgent: MessagePort
}

interface SentArrival {
  readonly agreement: string
  readonly observations: Observations
  /** Where its body ends in `bytes`; it begins where the one before it ends. */
  readonly end: number
}

/** A sheet as it goes to a thread: bodies one after another, and only texts that it has not had. */
export interface SentSheet {
  readonly kind: 'open'
  readonly name: number
  readonly now: number
  readonly grounds: readonly (readonly [string, Omit<DeskGround, 'text'>])[]
  readonly texts: readonly (readonly [string, string])[]
  /** Whether the thread forgets the texts that it has had. */
  readonly isFresh: boolean
  readonly arrivals: readonly SentArrival[]
  readonly bytes: Uint8Array<ArrayBuffer>
}
export type Asked = SentSheet | { readonly kind: 'clear'; readonly name: number }
export interface Urgent {
  readonly name: number
  readonly now: number
  readonly chains: readonly Chain[]
}

const PIECES = ['record', 'salt', 'entry', 'wrapped', 'content'] as const
type Piece = (typeof PIECES)[number]

/** Made clicks as they come from a thread: all bytes in one piece, which changes hands instead of being copied. */
export interface SentClicks {
  readonly clicks: readonly Omit<MadeClick, Piece>[]
  readonly ends: readonly number[]
  readonly bytes: Uint8Array<ArrayBuffer>
}
export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly name: number; readonly outcomes: readonly OpenOutcome[] }
  | { readonly kind: 'made'; readonly name: number; readonly made: SentClicks | null; readonly problem: string | null }

/** `sent`: hashes of the texts that the thread has. */
export function packSheet(name: number, { now, grounds, arrivals }: Sheet, bodies: readonly Uint8Array[], sent: ReadonlySet<string>): SentSheet {
  const bytes = new Uint8Array(bodies.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  const packed = arrivals.map(({ agreement, observations }, index) => {
    bytes.set(bodies[index]!, end)
    end += bodies[index]!.length
    return { agreement, observations, end }
  })
  const texts = new Map<string, string>()
  for (const { text, documentHash } of grounds.values()) if (text !== null && documentHash !== null && !sent.has(documentHash)) texts.set(documentHash, text)
  return { kind: 'open', name, now, grounds: Array.from(grounds, ([agreement, { origins, secret, documentHash }]) => [agreement, { origins, secret, documentHash }] as const), texts: [...texts], isFresh: sent.size === 0, arrivals: packed, bytes }
}

export function unpackSheet({ now, grounds, arrivals, bytes }: SentSheet, texts: ReadonlyMap<string, string>): Sheet {
  let start = 0
  return {
    now,
    grounds: new Map(grounds.map(([agreement, ground]) => [agreement, { ...ground, text: ground.documentHash === null ? null : (texts.get(ground.documentHash) ?? null) }])),
    arrivals: arrivals.map(({ agreement, observations, end }) => {
      const body = bytes.subarray(start, end)
      start = end
      return { agreement, observations, body }
    }),
  }
}

export function packClicks(made: readonly MadeClick[]): SentClicks {
  const pieces = made.flatMap((click) => PIECES.map((piece) => click[piece]))
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  const ends = pieces.map((piece) => {
    bytes.set(piece, end)
    return (end += piece.length)
  })
  return { clicks: made.map(({ record: _1, salt: _2, entry: _3, wrapped: _4, content: _5, ...click }) => click), ends, bytes }
}

export function unpackClicks({ clicks, ends, bytes }: SentClicks): MadeClick[] {
  const pieceAt = (at: number): Uint8Array => Buffer.from(bytes.buffer, at === 0 ? 0 : ends[at - 1]!, ends[at]! - (at === 0 ? 0 : ends[at - 1]!))
  return clicks.map((click, index) => {
    const first = index * PIECES.length
    return { ...click, record: pieceAt(first), salt: pieceAt(first + 1), entry: pieceAt(first + 2), wrapped: pieceAt(first + 3), content: pieceAt(first + 4) }
  })
}
