import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { AcceptanceRequest } from '../../protocol/agreement.ts'
import { openAgreement, prepareClick, sendClick, signSubject, type TestAgreement } from '../../server/fixture/agreement.ts'
import { openTestService, type TestService } from '../../server/fixture/service.ts'
import { kept, median, ms, printRows } from './theme.ts'

const AGREEMENTS = 1000
const RECORDS = 100_000
const CLICKS = 400
const LOOK_UPS = 60

/** Visitors have addresses of their own: what one address may send in a minute is limited. */
const addressOf = (visitor: number): string => `10.0.${visitor >> 8}.${visitor & 255}`

interface ClickCost {
  /** Acceptances and bare durable inserts per second, in the same run. */
  readonly clicks: number
  readonly inserts: number
  /** Milliseconds of a look-up by person, by agreement (the newest page) and by hash, median. */
  readonly bySubject: number
  readonly byAgreement: number
  readonly byHash: number
}

/** Fills the database with what a busy service has: rows of the real shape, written in one transaction. */
async function fill(service: TestService, agreement: TestAgreement): Promise<void> {
  const { store } = service.parts
  const sample = await store.selectFrom('acceptance').selectAll().where('agreement', '=', agreement.id).executeTakeFirstOrThrow()
  const own = await store.selectFrom('agreement').selectAll().where('id', '=', agreement.id).executeTakeFirstOrThrow()
  await store.transaction().execute(async (access) => {
    for (let at = 0; at < AGREEMENTS; at += 50) await access.insertInto('agreement').values(Array.from({ length: 50 }, (_, index) => ({ ...own, id: `filled-${at + index}` }))).execute()
    for (let at = 0; at < RECORDS; at += 50) {
      const rows = Array.from({ length: 50 }, (_, index) => {
        const number = at + index
        const hash = number.toString(16).padStart(64, '0')
        return { ...sample, id: `filled-${number}`, agreement: `filled-${number % AGREEMENTS}`, subject_lookup: `filled-${number}`, token_hash: `token-${number}`, statement_hash: hash, record_hash: hash }
      })
      await access.insertInto('acceptance').values(rows).execute()
    }
  })
}

/** The least that is durable: one row, one commit, on the same disk and with the same settings. */
function timeInserts(): number {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'))
  const database = new SqliteDatabase(join(folder, 'baseline.db'))
  try {
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) database.pragma(pragma)
    database.exec('create table row (id integer primary key, hash text not null, at integer not null)')
    const insert = database.prepare('insert into row (hash, at) values (?, ?)')
    const start = performance.now()
    for (let index = 0; index < CLICKS; index++) insert.run('ab'.repeat(32), index)
    return (CLICKS * 1000) / (performance.now() - start)
  } finally {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function timeLookUps(service: TestService, { id, secret }: TestAgreement, query: (index: number) => string): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < LOOK_UPS; index++) {
    const start = performance.now()
    const answer = await service.ask('GET', `/api/agreements/${id}/look-up?${query(index)}`, undefined, { headers: { authorization: `Bearer ${secret.hostSecret}` } })
    times.push(performance.now() - start)
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  return median(times)
}

/** Plain clicks, each signed in advance as a browser does, sent as many visitors at once would; and look-ups beside 100,000 others. */
async function measureClicks(): Promise<ClickCost> {
  const service = await openTestService()
  try {
    const agreement = await openAgreement(service)
    const requests: AcceptanceRequest[] = []
    for (let index = 0; index < CLICKS + 1; index++) {
      const request = await prepareClick(service, agreement.id, { subject: signSubject(agreement.secret.hostSecret, { sub: `visitor-${index}` }, service.parts.clock()) })
      if (!request) throw new Error('no challenge')
      requests.push(request)
    }
    await sendClick(service, agreement.id, requests.pop()!)
    await fill(service, agreement)
    const inserts = timeInserts()
    const start = performance.now()
    const answers = await Promise.all(requests.map((request, index) => sendClick(service, agreement.id, request, addressOf(index))))
    const clicks = (CLICKS * 1000) / (performance.now() - start)
    const refused = answers.find(({ statusCode }) => statusCode !== 200)
    if (refused) throw new Error(refused.body)
    const hashes = await service.parts.store.selectFrom('acceptance').select('statement_hash').where('agreement', '=', agreement.id).limit(LOOK_UPS).execute()
    return {
      clicks, inserts: (inserts + timeInserts()) / 2,
      bySubject: await timeLookUps(service, agreement, (index) => `subject=visitor-${index}`),
      byAgreement: await timeLookUps(service, agreement, () => ''),
      byHash: await timeLookUps(service, agreement, (index) => `statementHash=${hashes[index % hashes.length]!.statement_hash}`),
    }
  } finally {
    await service.close()
  }
}

const SHARE = 0.4
const LOOK_UP_MS = 5

/** Plain click acceptances against bare durable inserts, and look-ups, beside 1,000 agreements and 100,000 records. */
export async function benchClicks(): Promise<boolean> {
  const { clicks, inserts, bySubject, byAgreement, byHash } = await measureClicks()
  const share = clicks / inserts
  printRows([
    ['plain clicks, beside 1,000 agreements and 100,000 acceptances', 'measured', 'limit', 'kept'],
    ['acceptances against bare durable inserts', `${(100 * share).toFixed(0)} %`, `${100 * SHARE} %`, kept(share >= SHARE)],
    ['  a second', clicks.toFixed(0), '', ''],
    ['  bare inserts a second', inserts.toFixed(0), '', ''],
    ['look-up by person, median', ms(bySubject), ms(LOOK_UP_MS), kept(bySubject < LOOK_UP_MS)],
    ['look-up by agreement, the newest page, median', ms(byAgreement), ms(LOOK_UP_MS), kept(byAgreement < LOOK_UP_MS)],
    ['look-up by hash, median', ms(byHash), ms(LOOK_UP_MS), kept(byHash < LOOK_UP_MS)],
  ])
  process.stdout.write('\n')
  return share >= SHARE && bySubject < LOOK_UP_MS && byAgreement < LOOK_UP_MS && byHash < LOOK_UP_MS
}
