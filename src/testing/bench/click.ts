import { createHash } from 'node:crypto'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { AcceptanceRequest } from '../../protocol/agreement.ts'
import { openAgreement, prepareClick, sendClick, signSubject, type TestAgreement } from '../../server/fixture/agreement.ts'
import { openTestService, type TestService } from '../../server/fixture/service.ts'
import { SQLITE_PRAGMAS } from '../../server/storage/database.ts'
import { kept, median, ms, printRows } from './theme.ts'

const AGREEMENTS = 1000
const RECORDS = 100_000
/** Clicks that are not counted: a service that has run for a while has compiled its code. */
const WARM_UP = 1600
const CLICKS = 3200
/** How many visitors wait for their answer at any moment. */
const AT_ONCE = 400
const LOOK_UPS = 60
/** Bare rows of an acceptance's size, for comparison. */
const ROWS = 800

/** Visitors have addresses of their own: what one address may send in a minute is limited. */
const addressOf = (visitor: number): string => `10.0.${visitor >> 8}.${visitor & 255}`

interface ClickCost {
  /** Acceptances and bare durable inserts per second, in the same run. */
  readonly clicks: number
  readonly inserts: number
  /** Bare rows of an acceptance's size a second, for comparison. */
  readonly rows: number
  /** Microseconds of processor time for each, of the service's own thread (the visitors' side is in it, too) and of all others. */
  readonly ownThread: number
  readonly otherThreads: number
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
  const key = await store.selectFrom('data_key').selectAll().where('id', '=', sample.id).executeTakeFirstOrThrow()
  await store.transaction().execute(async (access) => {
    for (let at = 0; at < AGREEMENTS; at += 50) await access.insertInto('agreement').values(Array.from({ length: 50 }, (_, index) => ({ ...own, id: `filled-${at + index}` }))).execute()
    for (let at = 0; at < RECORDS; at += 50) {
      const rows = Array.from({ length: 50 }, (_, index) => {
        const number = at + index
        // As random as real ones: a new row finds its place anywhere in the indexes, not at their end.
        const hashOf = (column: string) => createHash('sha256').update(`${column} ${number}`).digest('hex')
        return {
          ...sample, id: hashOf('id').slice(0, 16), agreement: `filled-${number % AGREEMENTS}`, subject_lookup: hashOf('subject'), token_hash: hashOf('token'), statement_hash: hashOf('statement'), record_hash: hashOf('record'),
        }
      })
      await access.insertInto('acceptance').values(rows).execute()
      await access.insertInto('data_key').values(rows.map(({ id }) => ({ ...key, id }))).execute()
    }
  })
}

/** The least that is durable: one small row, one commit, in the service's own database beside all the rest, with its settings. */
function timeInserts({ folder }: TestService): number {
  const database = new SqliteDatabase(join(folder, 'countersign.db'))
  try {
    for (const pragma of SQLITE_PRAGMAS) database.pragma(pragma)
    database.exec('create table if not exists bare (id integer primary key, hash text not null, at integer not null)')
    const insert = database.prepare('insert into bare (hash, at) values (?, ?)')
    const start = performance.now()
    for (let index = 0; index < CLICKS; index++) insert.run('ab'.repeat(32), index)
    return (CLICKS * 1000) / (performance.now() - start)
  } finally {
    database.close()
  }
}

/** The bare durable insert of an acceptance: one row and one commit, with as many bytes and in its table with its indexes, but no check, no record, no log. */
function timeRows({ folder }: TestService, { id: agreement }: TestAgreement, run: string): number {
  const database = new SqliteDatabase(join(folder, 'countersign.db'))
  try {
    for (const pragma of SQLITE_PRAGMAS) database.pragma(pragma)
    const sample = database.prepare('select * from acceptance where agreement = ? limit 1').get(agreement) as Readonly<Record<string, unknown>>
    const columns = Object.keys(sample)
    const insert = database.prepare(`insert into acceptance (${columns.join(', ')}) values (${columns.map((column) => `@${column}`).join(', ')})`)
    const rows = Array.from({ length: ROWS }, (_, index) => {
      const hashOf = (column: string) => createHash('sha256').update(`${run} ${column} ${index}`).digest('hex')
      return { ...sample, id: hashOf('id').slice(0, 16), agreement: 'filled-0', subject_lookup: hashOf('subject'), token_hash: hashOf('token'), statement_hash: hashOf('statement') }
    })
    const start = performance.now()
    for (const row of rows) insert.run(row)
    return (ROWS * 1000) / (performance.now() - start)
  } finally {
    database.close()
  }
}

/** As many visitors as wait at any moment send one click after another. Gives the time in milliseconds until all were answered and the log's tree has all of them. */
async function timeClicks(service: TestService, { id }: TestAgreement, clicks: readonly AcceptanceRequest[]): Promise<{ milliseconds: number; ownThread: number; otherThreads: number }> {
  // Visitors' browsers have written their requests themselves.
  const bodies = clicks.map((request) => Buffer.from(JSON.stringify(request)))
  const sum = ({ user, system }: NodeJS.CpuUsage): number => user + system
  const [own, all] = [sum(process.threadCpuUsage()), sum(process.cpuUsage())]
  const left = bodies.entries()
  const start = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const [index, body] of left) {
      const answer = await service.ask('POST', `/api/agreements/${id}/acceptances`, body, { headers: { 'content-type': 'application/json' }, remoteAddress: addressOf(index) })
      if (answer.statusCode !== 200) throw new Error(answer.body)
    }
  }))
  await service.parts.log.advance()
  const milliseconds = performance.now() - start
  const ownThread = (sum(process.threadCpuUsage()) - own) / clicks.length
  return { milliseconds, ownThread, otherThreads: (sum(process.cpuUsage()) - all) / clicks.length - ownThread }
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
    for (let index = 0; index < 1 + WARM_UP + CLICKS; index++) {
      const request = await prepareClick(service, agreement.id, { subject: signSubject(agreement.secret.hostSecret, { sub: `visitor-${index}` }, service.parts.clock()), remoteAddress: addressOf(index) })
      if (!request) throw new Error('no challenge')
      requests.push(request)
    }
    await sendClick(service, agreement.id, requests.pop()!)
    await fill(service, agreement)
    await timeClicks(service, agreement, requests.splice(0, WARM_UP))
    const [inserts, rows] = [timeInserts(service), timeRows(service, agreement, 'before')]
    const { milliseconds, ...cost } = await timeClicks(service, agreement, requests)
    const hashes = await service.parts.store.selectFrom('acceptance').select('statement_hash').where('agreement', '=', agreement.id).limit(LOOK_UPS).execute()
    return {
      ...cost, clicks: (CLICKS * 1000) / milliseconds, inserts: (inserts + timeInserts(service)) / 2, rows: (rows + timeRows(service, agreement, 'after')) / 2,
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
  const { clicks, inserts, rows, ownThread, otherThreads, bySubject, byAgreement, byHash } = await measureClicks()
  const share = clicks / rows
  printRows([
    ['plain clicks, beside 1,000 agreements and 100,000 acceptances', 'measured', 'limit', 'kept'],
    ['acceptances against bare durable inserts of an acceptance’s row into its table', `${(100 * share).toFixed(0)} %`, `${100 * SHARE} %`, kept(share >= SHARE)],
    ['  against bare durable inserts of 72 bytes, the least there is', `${((100 * clicks) / inserts).toFixed(0)} %`, '', ''],
    ['  acceptances a second', clicks.toFixed(0), '', ''],
    ['  bare rows of an acceptance a second', rows.toFixed(0), '', ''],
    ['  bare rows of 72 bytes a second', inserts.toFixed(0), '', ''],
    ['  processor time of the service’s own thread, visitors included, a click', `${ownThread.toFixed(0)} µs`, '', ''],
    ['  processor time of its other threads, a click', `${otherThreads.toFixed(0)} µs`, '', ''],
    ['look-up by person, median', ms(bySubject), ms(LOOK_UP_MS), kept(bySubject < LOOK_UP_MS)],
    ['look-up by agreement, the newest page, median', ms(byAgreement), ms(LOOK_UP_MS), kept(byAgreement < LOOK_UP_MS)],
    ['look-up by hash, median', ms(byHash), ms(LOOK_UP_MS), kept(byHash < LOOK_UP_MS)],
  ])
  process.stdout.write('\n')
  return share >= SHARE && bySubject < LOOK_UP_MS && byAgreement < LOOK_UP_MS && byHash < LOOK_UP_MS
}
