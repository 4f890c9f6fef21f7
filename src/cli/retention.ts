import { readSettings, say, tellFailure, tellUsage } from './command.ts'

const USAGE = `Usage: countersign retention plan [--days N]          what will be erased within N days (30), and why; changes nothing
       countersign retention run [--dry-run]          what is due now; without --dry-run it is done, as the service does every hour
       countersign retention keep CONTRACT --until DATE|rule
       countersign retention hold CONTRACT --reason TEXT
       countersign retention release CONTRACT
       countersign retention holds
`
const DAY = 86_400_000

export type RetentionOrder =
  | { readonly kind: 'plan'; readonly days: number }
  | { readonly kind: 'run' }
  | { readonly kind: 'keep'; readonly contract: string; readonly until: number | null }
  | { readonly kind: 'hold'; readonly contract: string; readonly reason: string }
  | { readonly kind: 'release'; readonly contract: string }
  | { readonly kind: 'holds' }

/** What the arguments ask for; null when they do not make sense. */
export function parseRetentionOrder([verb, ...rest]: readonly string[]): RetentionOrder | null {
  const [first, second, third, surplus] = rest
  if (surplus !== undefined) return null
  if (verb === 'plan' && (first === undefined || (first === '--days' && third === undefined))) {
    const days = first === undefined ? 30 : Number(second)
    return Number.isInteger(days) && days >= 0 && days <= 36_500 ? { kind: 'plan', days } : null
  }
  if (verb === 'run' && second === undefined && (first === undefined || first === '--dry-run')) return first === undefined ? { kind: 'run' } : { kind: 'plan', days: 0 }
  if (verb === 'holds' && first === undefined) return { kind: 'holds' }
  if (first === undefined || first.startsWith('--')) return null
  if (verb === 'release' && second === undefined) return { kind: 'release', contract: first }
  if (verb === 'hold' && second === '--reason' && third) return { kind: 'hold', contract: first, reason: third }
  if (verb === 'keep' && second === '--until' && third) {
    const until = third === 'rule' ? null : /^\d{4}-\d\d-\d\d$/.test(third) ? Date.parse(`${third}T23:59:59.999Z`) : Number.NaN
    return Number.isNaN(until) ? null : { kind: 'keep', contract: first, until }
  }
  return null
}

/** `countersign retention`. Works beside a running service. */
export async function runRetentionCommand(root: string, args: readonly string[]): Promise<number> {
  const order = parseRetentionOrder(args)
  if (!order) {
    return tellUsage(USAGE)
  }
  const [{ openParts }, { planRetention, runRetention }, { listHolds, placeHold, releaseHold }, { keepUntil }, { keepErased }, { RETENTION_RULES }] = await Promise.all([
    import('../server/serve.ts'), import('../server/retention/run.ts'), import('../server/retention/hold.ts'), import('../server/retention/keep.ts'), import('../server/vault/erased.ts'), import('../server/retention/rule.ts'),
  ])
  try {
    const settings = await readSettings(root)
    const parts = await openParts(root, settings, null, 'cli')
    try {
      if (order.kind === 'plan') {
        const plan = await planRetention(parts, parts.clock() + order.days * DAY)
        for (const { rule, count } of plan.rules) say(`${rule.padEnd(20)} ${String(count).padStart(7)}  ${RETENTION_RULES.find(({ id }) => id === rule)!.what.en}`)
        for (const { rule, name, dueAt, isHeld } of plan.items) say(`${new Date(dueAt).toISOString().slice(0, 10)}  ${rule.padEnd(12)} ${name}${isHeld ? '  HELD: stays' : ''}`)
      } else if (order.kind === 'run') {
        const done = await runRetention(parts)
        await keepErased(parts.store, settings.keyFolder ?? settings.dataFolder)
        for (const [rule, count] of done) if (count > 0) say(`${rule.padEnd(20)} ${String(count).padStart(7)}`)
      } else if (order.kind === 'keep') await keepUntil(parts, order.contract, order.until)
      else if (order.kind === 'hold') await placeHold(parts, order.contract, order.reason)
      else if (order.kind === 'release') {
        if (!(await releaseHold(parts, order.contract))) throw new Error('nothing was held of this contract')
      } else for (const { contract, since, reason } of await listHolds(parts)) say(`${since}  ${contract}  ${reason}`)
      return 0
    } finally {
      await parts.log.settle()
      await parts.store.destroy()
    }
  } catch (error) {
    return tellFailure(error)
  }
}
