import { describe, expect, test } from 'vitest'
import { parseCanonicalJson } from '../../../core/bytes/canonical-json.ts'
import { createDraft } from '../../../core/contract/template.ts'
import { ApiFailure } from '../../api/failure.ts'
import { editText } from './edit.ts'
import { DraftStore } from './store.ts'
import type { DraftPorts } from './store.ts'

const DRAFT = createDraft('services', 'vi')
const title = (text: string) => (draft: typeof DRAFT) => editText(draft, { kind: 'title' }, text)

function bench() {
  const kept = new Map<string, string>()
  const server = { revision: 1, title: DRAFT.title, online: true }
  let due: (() => void) | null = null
  const ports: DraftPorts = {
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
    save: async (revision, document) => {
      if (!server.online) throw new ApiFailure('OFFLINE', 0)
      if (revision !== server.revision) throw new ApiFailure('DRAFT_CONFLICT', 409)
      server.revision += 1
      server.title = (parseCanonicalJson(document) as { title: string }).title
      return server.revision
    },
    schedule: (run) => {
      due = run
      return () => {
        due = null
      }
    },
  }
  const tick = async () => {
    const run = due
    due = null
    run?.()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return { kept, server, tick, open: (revision = server.revision) => new DraftStore('c1', revision, DRAFT, ports) }
}

describe('a draft being edited', () => {
  test('is saved a moment later, and nothing is left on the device', async () => {
    const { kept, server, tick, open } = bench()
    const store = open()
    store.edit(title('A'))
    expect(kept.size).toBe(1)
    await tick()
    expect(server).toMatchObject({ revision: 2, title: 'A' })
    expect(store.snapshot()).toMatchObject({ revision: 2, save: { kind: 'saved' } })
    expect(kept.size).toBe(0)
  })

  test('survives a lost network and a reload', async () => {
    const { server, tick, open } = bench()
    server.online = false
    const store = open()
    store.edit(title('Offline'))
    await tick()
    expect(store.snapshot().save.kind).toBe('waiting')
    server.online = true
    const reloaded = open()
    expect(reloaded.snapshot().draft.title).toBe('Offline')
    await tick()
    expect(server.title).toBe('Offline')
    expect(reloaded.snapshot().save.kind).toBe('saved')
  })

  test('never overwrites another window unasked; either text can be chosen and the other is not lost', async () => {
    const { server, tick, open } = bench()
    const store = open()
    server.revision = 5
    store.edit(title('Mine'))
    await tick()
    expect(store.snapshot().save.kind).toBe('conflict')
    store.edit(title('Mine, more'))
    await tick()
    expect(server.title).toBe(DRAFT.title)
    store.resolve('theirs', 5, { ...DRAFT, title: 'Theirs' })
    expect(store.snapshot().draft.title).toBe('Theirs')
    store.undo()
    expect(store.snapshot().draft.title).toBe('Mine, more')
    await tick()
    expect(server).toMatchObject({ revision: 6, title: 'Mine, more' })
  })

  test('a copy of an older revision found at the start is a conflict too', async () => {
    const { server, tick, open } = bench()
    server.online = false
    open().edit(title('Old copy'))
    server.online = true
    server.revision = 9
    const store = open()
    expect(store.snapshot().save.kind).toBe('conflict')
    store.resolve('mine', 9, DRAFT)
    await tick()
    expect(server).toMatchObject({ revision: 10, title: 'Old copy' })
  })

  test('a text that is no contract stays on the device and says where', async () => {
    const { kept, server, tick, open } = bench()
    const store = open()
    store.edit(title(''))
    await tick()
    expect(store.snapshot().save).toMatchObject({ kind: 'invalid', error: { code: 'CONTRACT_TEXT_EMPTY', details: { path: 'title' } } })
    expect(server.revision).toBe(1)
    expect(kept.size).toBe(1)
    await expect(store.flush()).rejects.toMatchObject({ code: 'CONTRACT_TEXT_EMPTY' })
    store.undo()
    await expect(store.flush()).resolves.toBe(2)
  })

  test('typing in one place is one step of undo', async () => {
    const { open } = bench()
    const store = open()
    for (const text of ['a', 'ab', 'abc']) store.edit(title(text), 'title')
    store.undo()
    expect(store.snapshot()).toMatchObject({ draft: { title: DRAFT.title }, canUndo: false })
  })

  test('flush waits for what is typed while it saves', async () => {
    const { server, open } = bench()
    const store = open()
    store.edit(title('One'))
    const flushed = store.flush()
    store.edit(title('Two'))
    await expect(flushed).resolves.toBe(3)
    expect(server.title).toBe('Two')
  })
})
