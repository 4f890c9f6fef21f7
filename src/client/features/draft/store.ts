import { encodeCanonicalJson } from '../../../core/bytes/canonical-json.ts'
import { CodedError } from '../../../core/bytes/error.ts'
import { parseContractDraft } from '../../../core/contract/document.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { isFailure } from '../../api/failure.ts'

export type SaveState =
  | { readonly kind: 'saved' | 'saving' }
  /** Kept on this device; the server is tried again by itself. */
  | { readonly kind: 'waiting' }
  /** Kept on this device; the text is no contract yet. */
  | { readonly kind: 'invalid'; readonly error: CodedError }
  /** Kept on this device; the server said no. */
  | { readonly kind: 'refused'; readonly error: unknown }
  /** Another window or person saved meanwhile. */
  | { readonly kind: 'conflict' }

export interface DraftSnapshot {
  readonly draft: ContractDraft
  readonly revision: number
  readonly save: SaveState
  readonly canUndo: boolean
}

export interface DraftPorts {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Answers the new revision. */
  readonly save: (revision: number, document: string) => Promise<number>
  /** Runs later; answers what cancels it. */
  readonly schedule: (run: () => void, milliseconds: number) => () => void
}

const PAUSE = 700
const RETRY = 4000
const HISTORY = 100

interface LocalCopy {
  readonly revision: number
  readonly draft: ContractDraft
}

/** A draft being edited: every change is kept on this device at once, saved to the server a moment later, and can be undone. */
export class DraftStore {
  readonly #ports: DraftPorts
  readonly #key: string
  readonly #listeners = new Set<() => void>()
  #past: ContractDraft[] = []
  #lastTag: string | null = null
  #cancel: () => void = () => {}
  #running: Promise<void> | null = null
  #dirty = false
  #now: DraftSnapshot

  constructor(contract: string, revision: number, saved: ContractDraft, ports: DraftPorts) {
    this.#ports = ports
    this.#key = `countersign.draft.${contract}`
    const local = this.#readLocal()
    this.#now = { draft: local?.draft ?? saved, revision: local?.revision ?? revision, save: { kind: 'saved' }, canUndo: false }
    if (!local) return
    this.#dirty = true
    if (local.revision === revision) this.#later(0)
    else this.#now = { ...this.#now, save: { kind: 'conflict' } }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): DraftSnapshot => this.#now

  /** Changes the draft. Changes with the same tag, one after the other, are one step of undo. */
  edit(change: (draft: ContractDraft) => ContractDraft, tag: string | null = null): void {
    const draft = change(this.#now.draft)
    if (draft === this.#now.draft) return
    if (tag === null || tag !== this.#lastTag) this.#past = [...this.#past.slice(1 - HISTORY), this.#now.draft]
    this.#lastTag = tag
    this.#changed(draft)
  }

  undo(): void {
    const before = this.#past.at(-1)
    if (!before) return
    this.#past = this.#past.slice(0, -1)
    this.#lastTag = null
    this.#changed(before)
  }

  /** Tries to save what waits, now. */
  retry(): void {
    if (this.#dirty && this.#now.save.kind !== 'conflict') this.#later(0)
  }

  /** Saves everything; answers the revision that the server holds. Throws what keeps it from saving. */
  async flush(): Promise<number> {
    while (this.#dirty || this.#running) {
      this.#cancel()
      await (this.#running ?? this.#save())
      const { save } = this.#now
      if (save.kind === 'invalid' || save.kind === 'refused') throw save.error
      if (save.kind === 'waiting' || save.kind === 'conflict') throw new CodedError('DRAFT_NOT_SAVED', 'the draft is not on the server yet')
    }
    return this.#now.revision
  }

  /** After a conflict: keeps this window's text over the other, or takes the other (undo brings this one back). */
  resolve(keep: 'mine' | 'theirs', revision: number, theirs: ContractDraft): void {
    if (keep === 'theirs') {
      this.#past = [...this.#past, this.#now.draft]
      this.#lastTag = null
      this.#dirty = false
      this.#ports.storage.removeItem(this.#key)
      this.#set({ draft: theirs, revision, save: { kind: 'saved' } })
      return
    }
    this.#set({ revision, save: { kind: 'saving' } })
    this.#writeLocal()
    this.#later(0)
  }

  /** Forgets the copy on this device: the draft was published or deleted. */
  close(): void {
    this.#cancel()
    this.#dirty = false
    this.#ports.storage.removeItem(this.#key)
  }

  #changed(draft: ContractDraft): void {
    this.#dirty = true
    const conflict = this.#now.save.kind === 'conflict'
    this.#set({ draft, save: conflict ? this.#now.save : { kind: 'saving' } })
    this.#writeLocal()
    if (!conflict) this.#later(PAUSE)
  }

  #later(milliseconds: number): void {
    this.#cancel()
    this.#cancel = this.#ports.schedule(() => {
      if (!this.#running) void this.#save()
    }, milliseconds)
  }

  #save(): Promise<void> {
    this.#running = this.#send().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  async #send(): Promise<void> {
    const { draft, revision } = this.#now
    let document: string
    try {
      document = encodeCanonicalJson(parseContractDraft(draft))
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      this.#set({ save: { kind: 'invalid', error } })
      return
    }
    try {
      const next = await this.#ports.save(revision, document)
      if (this.#now.draft === draft) {
        this.#dirty = false
        this.#ports.storage.removeItem(this.#key)
        this.#set({ revision: next, save: { kind: 'saved' } })
      } else {
        this.#set({ revision: next })
        this.#writeLocal()
        this.#later(PAUSE)
      }
    } catch (error) {
      if (isFailure(error, 'DRAFT_CONFLICT')) this.#set({ save: { kind: 'conflict' } })
      else if (isFailure(error, 'OFFLINE') || isFailure(error, 'SERVICE_FAILED') || isFailure(error, 'RATE_LIMITED')) {
        this.#set({ save: { kind: 'waiting' } })
        this.#later(RETRY)
      } else this.#set({ save: { kind: 'refused', error } })
    }
  }

  #set(change: Partial<DraftSnapshot>): void {
    this.#now = { ...this.#now, ...change, canUndo: this.#past.length > 0 }
    for (const listener of this.#listeners) listener()
  }

  #writeLocal(): void {
    const { revision, draft } = this.#now
    try {
      this.#ports.storage.setItem(this.#key, JSON.stringify({ revision, draft } satisfies LocalCopy))
    } catch {
      // a full or closed storage: the server copy is then the only one
    }
  }

  #readLocal(): LocalCopy | null {
    try {
      const copy: unknown = JSON.parse(this.#ports.storage.getItem(this.#key) ?? 'null')
      if (typeof copy !== 'object' || copy === null || !('revision' in copy) || !('draft' in copy) || typeof copy.revision !== 'number') return null
      return isDraft(copy.draft) ? { revision: copy.revision, draft: copy.draft } : null
    } catch {
      return null
    }
  }
}

/** A copy may hold a text that is no contract yet, but never another shape. */
function isDraft(value: unknown): value is ContractDraft {
  try {
    parseContractDraft(value)
    return true
  } catch (error) {
    return error instanceof CodedError && error.code !== 'CONTRACT_MALFORMED'
  }
}
