import { fillDraft, createDraft, TEMPLATES } from '../../core/contract/template.ts'
import { insertDraft } from '../contract/draft.ts'
import type { Parts } from '../parts.ts'
import { DEMO_SELLER } from '../service.ts'
import { ensurePerson } from '../session/session.ts'
import { sampleValues } from './sample-values.ts'

const DAY = 24 * 60 * 60_000

/** A week from now, at the end of a working day in Viet Nam, as a contract writes instants. */
function replyBy(now: number): string {
  return `${new Date(now + 7 * DAY).toISOString().slice(0, 10)}T17:00:00+07:00`
}

/** Drafts of every template in both languages, ready to be published, in the demo seller's workspace; made once. */
export async function ensureDemo(parts: Parts): Promise<void> {
  const { store, clock } = parts
  await store.transaction().execute(async (access) => {
    const made = await access.selectFrom('fact').select('value').where('name', '=', 'demo-workspace').executeTakeFirst()
    if (made) return
    const person = await ensurePerson(parts, access, DEMO_SELLER)
    for (const language of ['en', 'vi'] as const) {
      for (const { id } of [...TEMPLATES].reverse()) {
        const draft = fillDraft(createDraft(id, language), sampleValues(id, language, clock()))
        await insertDraft(parts, access, person, { ...draft, replyBy: id === 'terms-of-service' ? draft.replyBy : replyBy(clock()) }, null)
      }
    }
    await access.insertInto('fact').values({ name: 'demo-workspace', value: '1' }).execute()
  })
}
