import * as z from 'zod/mini'
import type { Outbox } from '../../protocol/service.ts'
import type { Blobs } from '../blob.ts'
import { createId } from '../identifier.ts'
import { appendRecord, formatInstant, lockContract, SERVICE_ACTOR, type EventFacts } from '../record/append.ts'
import { readSealed } from '../sealed-file.ts'
import type { Access, Store } from '../storage/database.ts'
import type { Vault } from '../vault/vault.ts'
import { readRefusal, type MailRefusal, type MailTransport } from './transport.ts'

const contentSchema = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  rule: z.enum(['vn-2023', 'vn-2005', 'un-ecc']),
  attachment: z.nullable(z.object({ name: z.string(), blob: z.string(), context: z.string() })),
})
export type MailContent = z.infer<typeof contentSchema>
export type MailKind = 'session-code' | 'offer' | 'code' | 'copy' | 'certificate' | 'notice' | 'passkey-added' | 'operator'

export interface MailOrder {
  readonly kind: MailKind
  readonly content: MailContent
  /** Contract whose key seals the letter and whose records tell of its sending; null for the service's own letters. */
  readonly contract: string | null
  readonly offer: string | null
}

/** Letters wait in the database, in the transaction that causes them, and leave afterwards; a crash in between loses none. */
export interface Mailer {
  readonly mode: 'outbox' | 'smtp'
  enqueue(access: Access, ...orders: readonly MailOrder[]): Promise<string[]>
  /** Tries once, now. False when the mail system did not take it; it is tried again later unless it carries a code. */
  deliver(id: string): Promise<boolean>
  /** Tries in the background, so that nobody waits for the mail system. */
  dispatch(ids: readonly string[]): void
  /** Resolves when no background delivery is under way. */
  settle(): Promise<void>
  /** Delivers everything that is due. */
  deliverDue(): Promise<void>
  readOutbox(): Promise<Outbox>
}

export interface MailerParts {
  readonly store: Store
  readonly vault: Vault
  readonly blobs: Blobs
  readonly clock: () => number
  readonly random: (length: number) => Uint8Array
  /** null: letters stay in the outbox page. */
  readonly transport: MailTransport | null
}

export const SERVICE_KEY = 'service'
const MAX_ATTEMPTS = 8
/** Milliseconds before a background delivery, so that the answer that caused it leaves first. */
const PAUSE = 20
/** Milliseconds for which a letter belongs to the process that tries to send it; when that one dies, another takes it up afterwards. */
const LEASE = 120_000
const OUTBOX_SHOWN = 100
const EVENTS: Readonly<Record<MailKind, EventFacts['event'] | null>> = { 'session-code': null, offer: 'delivered', code: 'code-sent', copy: 'copy-sent', certificate: null, notice: 'notice-sent', 'passkey-added': null, operator: null }
/** Letters that are of no use later are not tried again. */
const ONCE: readonly MailKind[] = ['session-code', 'code']

export function createMailer(parts: MailerParts): Mailer {
  const { store, vault, blobs, clock, transport } = parts
  const system = transport?.system ?? 'outbox'
  const underway = new Set<string>()
  const background = new Set<Promise<unknown>>()

  const readContent = async (row: { id: string; key: string; content: Uint8Array }): Promise<MailContent> => {
    const key = await vault.loadKey(store, row.key)
    return contentSchema.parse(JSON.parse(key.openText(`mail/content/${row.id}`, row.content)))
  }

  /** Null when it was taken. */
  const hand = async (content: MailContent, keyId: string): Promise<MailRefusal | null> => {
    if (!transport) return null
    try {
      const { to, subject, text, attachment } = content
      if (!attachment) await transport.send({ to, subject, text })
      else {
        const bytes = await readSealed(blobs, await vault.loadKey(store, keyId), attachment.context, attachment.blob)
        await transport.send({ to, subject, text, attachment: { name: attachment.name, bytes } })
      }
      return null
    } catch (error) {
      return readRefusal(error)
    }
  }

  const giveUp = (row: { id: string; contract: string | null; offer: string | null }, kind: MailKind, { reply }: MailRefusal): Promise<void> =>
    store.transaction().execute(async (access) => {
      const told = EVENTS[kind] ? row.contract : null
      if (told !== null) await lockContract(access, told)
      await access.updateTable('mail').set({ state: 'failed', next_at: null, content: null, reply }).where('id', '=', row.id).execute()
      if (told === null) return
      const key = await vault.loadKey(access, told)
      await appendRecord(access, parts, key, told, { event: 'delivery-failed', actor: SERVICE_ACTOR, ...(row.offer === null ? {} : { offer: row.offer }), evidence: { reason: [kind, system, ...(reply === null ? [] : [reply])].join(', ') } })
    })

  const attempt = async (id: string): Promise<boolean> => {
    const row = await store.selectFrom('mail').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row?.content || row.state !== 'queued') return row?.state === 'sent'
    const kind = row.kind as MailKind
    const attempts = row.attempts + 1
    const claimed = await store.updateTable('mail').set({ attempts, next_at: clock() + LEASE }).where('id', '=', id).where('state', '=', 'queued').where('attempts', '=', row.attempts).executeTakeFirst()
    if (claimed.numUpdatedRows !== 1n) return false
    const content = await readContent({ ...row, content: row.content })
    const refusal = await hand(content, row.key)
    if (refusal) {
      const isFinal = refusal.isPermanent || attempts >= MAX_ATTEMPTS || ONCE.includes(kind)
      if (!isFinal) await store.updateTable('mail').set({ next_at: clock() + 30_000 * 2 ** attempts, reply: refusal.reply }).where('id', '=', id).execute()
      else await giveUp(row, kind, refusal)
      return false
    }
    await store.transaction().execute(async (access) => {
      const event = EVENTS[kind]
      if (event && row.contract !== null) await lockContract(access, row.contract)
      const at = clock()
      await access.updateTable('mail').set({ state: 'sent', next_at: null, sent_at: at, ...(transport ? { content: null } : {}) }).where('id', '=', id).execute()
      if (!event || row.contract === null) return
      const key = await vault.loadKey(access, row.contract)
      await appendRecord(access, parts, key, row.contract, {
        event,
        actor: SERVICE_ACTOR,
        ...(row.offer === null ? {} : { offer: row.offer }),
        evidence: { sent: { instant: formatInstant(at), rule: content.rule, system, place: null } },
      })
    })
    return true
  }

  const deliver = async (id: string): Promise<boolean> => {
    if (underway.has(id)) return false
    underway.add(id)
    try {
      return await attempt(id)
    } finally {
      underway.delete(id)
    }
  }

  return {
    mode: transport ? 'smtp' : 'outbox',
    deliver,
    dispatch(ids) {
      for (const id of ids) {
        const attempted = new Promise((later) => setTimeout(later, PAUSE)).then(() => deliver(id)).catch(() => false)
        background.add(attempted)
        void attempted.then(() => background.delete(attempted))
      }
    },
    async settle() {
      await Promise.all(background)
    },
    async enqueue(access, ...orders) {
      const now = clock()
      const rows = []
      for (const { kind, content, contract, offer } of orders) {
        const id = createId(parts.random)
        const key = await vault.loadKey(access, contract ?? SERVICE_KEY)
        const sealed = key.sealText(`mail/content/${id}`, JSON.stringify(content))
        rows.push({ id, key: key.id, kind, contract, offer, content: sealed, state: 'queued' as const, attempts: 0, next_at: now, created_at: now, sent_at: null, reply: null })
      }
      await access.insertInto('mail').values(rows).execute()
      return rows.map(({ id }) => id)
    },
    async deliverDue() {
      const due = await store.selectFrom('mail').select('id').where('state', '=', 'queued').where('next_at', '<=', clock()).orderBy('next_at').limit(50).execute()
      for (const { id } of due) await deliver(id)
    },
    async readOutbox() {
      const rows = await store.selectFrom('mail').selectAll().where('state', '=', 'sent').where('content', 'is not', null).orderBy('sent_at', 'desc').limit(OUTBOX_SHOWN).execute()
      const mails = []
      for (const row of rows) {
        const { to, subject, text } = await readContent({ ...row, content: row.content! })
        mails.push({ id: row.id, to, subject, text, sentAt: formatInstant(row.sent_at!) })
      }
      return { mails }
    },
  }
}
