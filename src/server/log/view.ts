import type { LogView } from '../../protocol/log.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'

const MAX_POINTS = 240

/** The log as its page shows it. */
export async function viewLog({ store, log }: Parts): Promise<LogView> {
  const { size } = await log.advance()
  const rows = await store.selectFrom('log_growth').select(['minute', 'size']).where('log', '=', log.number).orderBy('minute').execute()
  const step = Math.max(1, Math.ceil(rows.length / MAX_POINTS))
  const shown = rows.filter((_, at) => at % step === 0 || at === rows.length - 1)
  const witnesses = await store.selectFrom('log_cosignature').select(['witness', 'size', 'at']).where('log', '=', log.number).orderBy('witness').execute()
  return {
    origin: log.origin,
    verifiers: [...log.verifiers],
    since: formatInstant(log.since),
    size,
    growth: shown.map((row) => ({ at: formatInstant(row.minute * 60_000), size: row.size })),
    witnesses: witnesses.map(({ witness, size: seen, at }) => ({ name: witness, size: seen, at: formatInstant(at) })),
  }
}
