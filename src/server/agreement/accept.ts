import type { AcceptanceRequest, ClickReceipt } from '../../protocol/agreement.ts'
import type { Parts } from '../parts.ts'
import type { Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { createTurns, gather, type Outcomes } from './batch.ts'
import { checkClicks, deskGrounds, readGrounds, standOn, type Checked, type Click, type Grounds, type Made } from './check.ts'
import { raiseFault } from './desk.ts'
import type { Arrival, DeskGround, Sheet } from './desk-sheet.ts'
import { Desks, type Laid } from './desks.ts'
import { prepareReceipts } from './receipt.ts'
import { sendWebhooks } from './webhook.ts'
import { writeClicks } from './write.ts'

/** Groups that are under way at once: while one is written, others are read. */
const LANES = 4
const MOST_GROUNDS = 500

/** What takes the clicks of one service. */
interface Counter {
  readonly desks: Desks
  readonly take: (arrival: Arrival) => Promise<string>
}

/** What fails now is tried again by the clock. */
function tellHosts(parts: Parts, made: readonly Made[]): void {
  if (made.some(({ row }) => row.webhook !== null)) void sendWebhooks(parts).catch(() => {})
}

/** One transaction for all; when that fails nothing of it was written, and each is tried by itself, so that nobody fails for another's sake. */
async function write(parts: Parts, laid: Laid, made: readonly Made[]): Promise<Outcomes<string>> {
  try {
    return await parts.store.transaction().execute((access) => writeClicks(parts, access, laid, made))
  } catch (reason) {
    if (made.length === 1) return [{ status: 'rejected', reason }]
    const alone: PromiseSettledResult<string>[] = []
    for (const one of made) alone.push(...(await write(parts, laid, [one])))
    return alone
  }
}

/** Takes clicks that were read; nobody is answered before what was written for it is on disk. */
async function takeClicks(parts: Parts, grounds: Grounds, laid: Laid, clicks: readonly Click[]): Promise<Map<Click, PromiseSettledResult<string>>> {
  const checked = await checkClicks(parts, grounds, clicks)
  const answers = new Map<Click, PromiseSettledResult<string>>()
  const know = (click: Click, known: ClickReceipt): unknown => answers.set(click, { status: 'fulfilled', value: JSON.stringify(known) })
  const first: { readonly click: Click; readonly made: Made }[] = []
  const later: Click[] = []
  const named = new Set<string>()
  for (const [index, click] of clicks.entries()) {
    const outcome = checked[index]!
    if (outcome.status === 'rejected') answers.set(click, outcome)
    else if (outcome.value.known) know(click, outcome.value.known)
    else {
      const { made } = outcome.value
      // One record for all that are to get one answer: the others ask again when the first has been answered.
      if (made.twins.some((name) => named.has(name))) later.push(click)
      else first.push({ click, made })
      for (const name of made.twins) named.add(name)
    }
  }
  if (first.length > 0) {
    const written = await write(parts, laid, first.map(({ made }) => made))
    for (const [index, { click }] of first.entries()) answers.set(click, written[index]!)
    tellHosts(parts, first.map(({ made }) => made))
  }
  // The same statement, taken at once by another process: its challenge is used up, and what that has made is the answer.
  const refused = first.flatMap(({ click }) => (answers.get(click)!.status === 'rejected' ? [click] : []))
  if (refused.length > 0) {
    for (const [index, outcome] of (await checkClicks(parts, grounds, refused)).entries()) {
      if (outcome.status === 'fulfilled' && outcome.value.known) know(refused[index]!, outcome.value.known)
    }
  }
  if (later.length > 0) for (const [click, outcome] of await takeClicks(parts, grounds, laid, later)) answers.set(click, outcome)
  return answers
}

/** The clicks of a sheet whose signatures hold. */
function readClicks({ arrivals }: Sheet, { outcomes }: Laid): Click[] {
  return outcomes.flatMap(({ opened }, index) => (opened ? [{ index, agreement: arrivals[index]!.agreement, opened }] : []))
}

function openCounter(parts: Parts, desks: Desks): Counter['take'] {
  /** Grounds as they were last seen: clicks are read on them, and judged on what the database has when it is their turn. */
  const seen = new Map<string, DeskGround>()
  const takeTurn = createTurns()
  const see = (grounds: ReadonlyMap<string, DeskGround>): void => {
    if (seen.size + grounds.size > MOST_GROUNDS) seen.clear()
    for (const [agreement, ground] of grounds) seen.set(agreement, ground)
  }
  const take = async (arrivals: readonly Arrival[]): Promise<Outcomes<string>> => {
    const agreements = new Set(arrivals.map(({ agreement }) => agreement))
    const unseen = new Set([...agreements].filter((agreement) => !seen.has(agreement)))
    if (unseen.size > 0) see(deskGrounds(await readGrounds(parts, unseen)))
    const sheet: Sheet = { now: parts.clock(), grounds: new Map([...agreements].flatMap((agreement) => (seen.has(agreement) ? [[agreement, seen.get(agreement)!] as const] : []))), arrivals }
    let laid = await desks.lay(sheet)
    try {
      return await takeTurn(async () => {
        const grounds = await readGrounds(parts, agreements)
        const now = deskGrounds(grounds)
        if (!standOn(sheet.grounds, now)) {
          laid.clear()
          for (const agreement of agreements) seen.delete(agreement)
          see(now)
          laid = desks.layHere({ now: parts.clock(), grounds: now, arrivals })
        }
        const clicks = readClicks(sheet, laid)
        const answers = await takeClicks(parts, grounds, laid, clicks)
        const byIndex = new Map(clicks.map((click) => [click.index, answers.get(click)!]))
        return laid.outcomes.map(({ fault }, index) => (fault ? { status: 'rejected', reason: raiseFault(fault) } : byIndex.get(index)!))
      })
    } finally {
      laid.clear()
    }
  }
  return gather(take, LANES)
}

const counters = new WeakMap<Parts, Promise<Counter>>()

function findCounter(parts: Parts): Promise<Counter> {
  const known = counters.get(parts)
  if (known) return known
  const made = prepareReceipts(parts).then((receipts) => {
    const desks = new Desks({ vault: parts.vault.share(), receipts })
    return { desks, take: openCounter(parts, desks) }
  })
  counters.set(parts, made)
  made.catch(() => counters.delete(parts))
  return made
}

/** The desks of a service, for who watches over their threads. */
export async function listDesks(parts: Parts): Promise<Desks> {
  return (await findCounter(parts)).desks
}

/** Ends the threads; clicks under way are still taken. */
export async function closeCounter(parts: Parts): Promise<void> {
  const counter = await counters.get(parts)?.catch(() => null)
  await counter?.desks.close()
}

/**
 * Takes a click: checks the key's signature over the statement, the statement against the version in force, the challenge, the snapshot; writes
 * record and acceptance in a transaction that clicks of the same moment share. Repeating the same statement, and accepting what the same subject has accepted, gives the first
 * answer again. `body` is the request's JSON as it came; gives the receipt's. Throws BODY_MALFORMED, AGREEMENT_NOT_FOUND, LETTER_REFUSED, HOST_REFUSED, SUBJECT_REFUSED,
 * VERSION_NOT_ACTIVE, VERSION_STALE, JWS_REFUSED, STATEMENT_…, CHALLENGE_REFUSED.
 */
export async function acceptAgreement(parts: Parts, agreement: string, body: Uint8Array, observations: Observations): Promise<string> {
  const { take } = await findCounter(parts)
  return take({ agreement, body, observations })
}

/** What all of them came to; the first refusal otherwise. */
function requireAll<T>(outcomes: Outcomes<T>): T[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

/**
 * Takes the clicks of several agreements that were asked at one place, a statement each: all of them are written in one transaction, or none is.
 * What was answered before is answered again. Throws BODY_MALFORMED for one agreement named twice, and what `acceptAgreement` throws.
 */
export async function acceptTogether(parts: Parts, asked: readonly { readonly agreement: string; readonly request: AcceptanceRequest }[], observations: Observations): Promise<ClickReceipt[]> {
  const agreements = new Set(asked.map(({ agreement }) => agreement))
  if (agreements.size !== asked.length) refuse('BODY_MALFORMED', { path: 'acceptances' })
  const { desks } = await findCounter(parts)
  const grounds = await readGrounds(parts, agreements)
  const sheet: Sheet = { now: parts.clock(), grounds: deskGrounds(grounds), arrivals: asked.map(({ agreement, request }) => ({ agreement, body: request, observations })) }
  const laid = desks.layHere(sheet)
  try {
    for (const { fault } of laid.outcomes) if (fault) throw raiseFault(fault)
    const clicks = readClicks(sheet, laid)
    const read = async (): Promise<Checked[]> => requireAll(await checkClicks(parts, grounds, clicks))
    const checked = await read()
    const made = checked.flatMap((one) => one.made ?? [])
    try {
      const written = await parts.store.transaction().execute(async (access) => requireAll(await writeClicks(parts, access, laid, made)))
      tellHosts(parts, made)
      return checked.map((one) => one.known ?? (JSON.parse(written[made.indexOf(one.made)]!) as ClickReceipt))
    } catch (error) {
      const again = await read().catch(() => [])
      if (again.length > 0 && again.every(({ known }) => known)) return again.map(({ known }) => known!)
      throw error
    }
  } finally {
    laid.clear()
  }
}
