import type { AcceptanceRequest, ClickReceipt } from '../../protocol/agreement.ts'
import type { Parts } from '../parts.ts'
import type { Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { gather, type Outcomes } from './batch.ts'
import { checkClicks, openClick, type Checked, type Click, type Made } from './check.ts'
import { prepareReceipts } from './receipt.ts'
import { sendWebhooks } from './webhook.ts'
import { writeClicks } from './write.ts'

/** What fails now is tried again by the clock. */
function tellHosts(parts: Parts, made: readonly Made[]): void {
  if (made.some(({ asked }) => asked.row.webhook !== null)) void sendWebhooks(parts).catch(() => {})
}

/** One transaction for all; when that fails nothing of it was written, and each is tried by itself, so that nobody fails for another's sake. */
async function write(parts: Parts, made: readonly Made[]): Promise<Outcomes<ClickReceipt>> {
  try {
    return await parts.store.transaction().execute((access) => writeClicks(parts, access, made))
  } catch (reason) {
    if (made.length === 1) return [{ status: 'rejected', reason }]
    const alone: PromiseSettledResult<ClickReceipt>[] = []
    for (const one of made) alone.push(...(await write(parts, [one])))
    return alone
  }
}

/** Takes clicks that came at the same time; nobody is answered before what was written for it is on disk. */
async function takeClicks(parts: Parts, clicks: readonly Click[]): Promise<Outcomes<ClickReceipt>> {
  const checked = await checkClicks(parts, clicks)
  const answers = new Map<Click, PromiseSettledResult<ClickReceipt>>()
  const first: { readonly click: Click; readonly made: Made }[] = []
  const later: Click[] = []
  const named = new Set<string>()
  for (const [index, click] of clicks.entries()) {
    const outcome = checked[index]!
    if (outcome.status === 'rejected') answers.set(click, outcome)
    else if (outcome.value.known) answers.set(click, { status: 'fulfilled', value: outcome.value.known })
    else {
      const { made } = outcome.value
      // One record for all that are to get one answer: the others ask again when the first has been answered.
      if (made.twins.some((name) => named.has(name))) later.push(click)
      else first.push({ click, made })
      for (const name of made.twins) named.add(name)
    }
  }
  if (first.length > 0) {
    const written = await write(parts, first.map(({ made }) => made))
    for (const [index, { click }] of first.entries()) answers.set(click, written[index]!)
    tellHosts(parts, first.map(({ made }) => made))
  }
  // The same statement, taken at once by another process: its challenge is used up, and what that has made is the answer.
  const refused = first.flatMap(({ click }) => (answers.get(click)!.status === 'rejected' ? [click] : []))
  if (refused.length > 0) {
    for (const [index, outcome] of (await checkClicks(parts, refused)).entries()) {
      if (outcome.status === 'fulfilled' && outcome.value.known) answers.set(refused[index]!, { status: 'fulfilled', value: outcome.value.known })
    }
  }
  if (later.length > 0) for (const [index, outcome] of (await takeClicks(parts, later)).entries()) answers.set(later[index]!, outcome)
  return clicks.map((click) => answers.get(click)!)
}

const takers = new WeakMap<Parts, (click: Click) => Promise<ClickReceipt>>()

/**
 * Takes a click: checks the key's signature over the statement, the statement against the version in force, the challenge, the snapshot; writes
 * record and acceptance in a transaction that clicks of the same moment share. Repeating the same statement, and accepting what the same subject has accepted, gives the first
 * answer again. Throws AGREEMENT_NOT_FOUND, LETTER_REFUSED, HOST_REFUSED, SUBJECT_REFUSED, VERSION_NOT_ACTIVE, VERSION_STALE, JWS_REFUSED, STATEMENT_…,
 * CHALLENGE_REFUSED.
 */
export async function acceptAgreement(parts: Parts, agreement: string, request: AcceptanceRequest, observations: Observations): Promise<ClickReceipt> {
  // Each signature is verified in a thread of its own while others are still arriving.
  const click = await openClick(agreement, request, observations)
  await prepareReceipts(parts)
  const take = takers.get(parts) ?? gather((clicks: readonly Click[]) => takeClicks(parts, clicks))
  takers.set(parts, take)
  return take(click)
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
  if (new Set(asked.map(({ agreement }) => agreement)).size !== asked.length) refuse('BODY_MALFORMED', { path: 'acceptances' })
  const clicks: Click[] = []
  for (const { agreement, request } of asked) clicks.push(await openClick(agreement, request, observations))
  const read = async (): Promise<Checked[]> => requireAll(await checkClicks(parts, clicks))
  const checked = await read()
  await prepareReceipts(parts)
  const made = checked.flatMap((one) => one.made ?? [])
  try {
    const written = await parts.store.transaction().execute(async (access) => requireAll(await writeClicks(parts, access, made)))
    tellHosts(parts, made)
    return checked.map((one) => one.known ?? written[made.indexOf(one.made)]!)
  } catch (error) {
    const again = await read().catch(() => [])
    if (again.length > 0 && again.every(({ known }) => known)) return again.map(({ known }) => known!)
    throw error
  }
}
