import { availableParallelism } from 'node:os'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { Desk } from './desk.ts'
import type { Chain, DeskKeys, MadeClick, OpenOutcome, Sheet } from './desk-sheet.ts'
import { packSheet, unpackClicks, type Asked, type DeskStart, type Told, type Urgent } from './desk-message.ts'

/** So few are done sooner here than sent there. */
const FEW = 4
/** A thread that ended is not replaced before this time is over, in milliseconds. */
const PAUSE = 5000
/** Texts that a thread keeps before it begins anew. */
const MOST_TEXTS = 500

/** A sheet that was read: what is made of it is made where it was read, or anew here when that thread has ended. */
export interface Laid {
  readonly outcomes: readonly OpenOutcome[]
  make(now: number, chains: readonly Chain[]): Promise<MadeClick[]>
  clear(): void
}

interface Answer {
  readonly done: (told: Told) => void
  readonly failed: (error: Error) => void
}

class ThreadEnded extends Error {}

/** A desk in another thread. Every call throws ThreadEnded once that has ended. */
class ThreadDesk {
  readonly worker: Worker
  readonly #urgent: MessagePort
  readonly #waiting = new Map<string, Answer>()
  readonly #sent = new Set<string>()
  isReady = false
  isOver = false

  constructor(keys: DeskKeys) {
    const { port1, port2 } = new MessageChannel()
    this.#urgent = port1
    this.worker = new Worker(new URL('desk-thread.ts', import.meta.url), { workerData: { keys, urgent: port2 } satisfies DeskStart, transferList: [port2], execArgv: [], stdin: false })
    this.worker.on('message', (told: Told) => {
      if (told.kind === 'ready') this.isReady = true
      else this.#answer(`${told.kind} ${told.name}`, (answer) => answer.done(told))
    })
    this.worker.on('error', () => this.#end())
    this.worker.on('exit', () => this.#end())
    this.worker.unref()
    port1.unref()
  }

  get load(): number {
    return this.#waiting.size
  }

  #answer(key: string, tell: (answer: Answer) => void): void {
    const answer = this.#waiting.get(key)
    this.#waiting.delete(key)
    // Nobody is kept waiting for a thread that has nothing to say.
    if (this.#waiting.size === 0) this.worker.unref()
    if (answer) tell(answer)
  }

  #end(): void {
    this.isOver = true
    this.#urgent.close()
    for (const key of this.#waiting.keys()) this.#answer(key, ({ failed }) => failed(new ThreadEnded()))
  }

  #ask(key: string, post: () => void): Promise<Told> {
    return new Promise((done, failed) => {
      if (this.isOver) return failed(new ThreadEnded())
      this.#waiting.set(key, { done, failed })
      this.worker.ref()
      return post()
    })
  }

  async open(name: number, sheet: Sheet, bodies: readonly Uint8Array[]): Promise<readonly OpenOutcome[]> {
    if (this.#sent.size >= MOST_TEXTS) this.#sent.clear()
    const packed = packSheet(name, sheet, bodies, this.#sent)
    for (const [hash] of packed.texts) this.#sent.add(hash)
    const told = await this.#ask(`opened ${name}`, () => this.worker.postMessage(packed satisfies Asked, [packed.bytes.buffer]))
    return told.kind === 'opened' ? told.outcomes : []
  }

  async make(name: number, now: number, chains: readonly Chain[]): Promise<MadeClick[]> {
    const told = await this.#ask(`made ${name}`, () => this.#urgent.postMessage({ name, now, chains } satisfies Urgent, []))
    if (told.kind !== 'made' || !told.made) throw new Error(told.kind === 'made' ? (told.problem ?? '') : '')
    return unpackClicks(told.made)
  }

  clear(name: number): void {
    if (!this.isOver) this.worker.postMessage({ kind: 'clear', name } satisfies Asked, [])
  }
}

/**
 * Desks for clicks: one here, and threads for when many come at once, one fewer than there are cores. A thread that ends loses nothing: who waits for it is
 * served here.
 */
export class Desks {
  readonly #keys: DeskKeys
  readonly #here: Desk
  #threads: ThreadDesk[] = []
  #nextName = 0
  #resumeAt = 0
  #isClosed = false

  constructor(keys: DeskKeys) {
    this.#keys = keys
    this.#here = new Desk(keys)
  }

  /** The threads that are at work. */
  get workers(): readonly Worker[] {
    return this.#threads.filter(({ isReady, isOver }) => isReady && !isOver).map(({ worker }) => worker)
  }

  #pick(): ThreadDesk | null {
    const left = this.#threads.filter(({ isOver }) => !isOver)
    if (left.length < this.#threads.length) this.#resumeAt = performance.now() + PAUSE
    this.#threads = left
    if (!this.#isClosed && performance.now() >= this.#resumeAt) {
      while (this.#threads.length < Math.max(1, availableParallelism() - 1)) this.#threads.push(new ThreadDesk(this.#keys))
    }
    const [first] = this.#threads.filter(({ isReady }) => isReady).toSorted((a, b) => a.load - b.load)
    return first ?? null
  }

  /** Reads a sheet here. */
  layHere(sheet: Sheet): Laid {
    const name = this.#nextName++
    const outcomes = this.#here.open(name, sheet)
    return { outcomes, make: async (now, chains) => this.#here.make(name, now, chains), clear: () => this.#here.clear(name) }
  }

  /** Reads a sheet where there is time for it. */
  async lay(sheet: Sheet): Promise<Laid> {
    const bodies = sheet.arrivals.flatMap(({ body }) => (body instanceof Uint8Array ? [body] : []))
    const thread = bodies.length < FEW || bodies.length < sheet.arrivals.length ? null : this.#pick()
    if (!thread) return this.layHere(sheet)
    const name = this.#nextName++
    let outcomes: readonly OpenOutcome[]
    try {
      outcomes = await thread.open(name, sheet, bodies)
    } catch (error) {
      if (error instanceof ThreadEnded) return this.layHere(sheet)
      throw error
    }
    let instead: Laid | null = null
    return {
      outcomes,
      make: async (now, chains) => {
        try {
          if (!instead) return await thread.make(name, now, chains)
        } catch (error) {
          if (!(error instanceof ThreadEnded)) throw error
        }
        instead ??= this.layHere(sheet)
        return instead.make(now, chains)
      },
      clear: () => {
        thread.clear(name)
        instead?.clear()
      },
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()))
  }
}
