import { startApp } from '../../../e2e/app.ts'
import { openClient } from '../../../e2e/client.ts'
import { click } from '../../server/fixture/agreement.ts'
import { startPostgres } from '../interop/postgres.ts'
import type { Tools } from '../interop/tools.ts'
import { asService, openStand, proveAcknowledged, startLoad } from '../load/load.ts'

const later = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))

/** PostgreSQL is stopped under load, as a failing machine would, and started again: refused by code meanwhile, nothing acknowledged is lost, and the service goes on by itself. */
export async function checkDatabaseGone(tools: Pick<Tools, 'postgresPrograms'>): Promise<string> {
  await using postgres = await startPostgres(tools)
  await using app = await startApp({ args: ['--no-pages'], env: { DATABASE_URL: postgres.url, COUNTERSIGN_DEMO: '0' } })
  const stand = await openStand(app)
  const load = await startLoad(app, stand, { clickers: 3, signers: 1 })
  await later(4000)
  await postgres.stop()
  await later(300)
  const health = await openClient(app).ask('GET', '/api/health').catch((error: unknown) => {
    throw new Error(`the service ended with the database:\n${app.output().slice(-3000)}`, { cause: error })
  })
  if (health.status !== 503 || health.code !== 'STORE_UNREACHABLE') throw new Error(`health said ${health.status} ${health.text}`)
  await later(1500)
  await postgres.start()
  const before = load.acknowledged.length
  for (let tries = 0; tries < 100 && load.acknowledged.length === before; tries++) await later(200)
  await load.stop()
  if (load.acknowledged.length === before) throw new Error('the service did not go on by itself')
  const unknown = [...load.refusals.keys()].filter((code) => code !== 'STORE_UNREACHABLE')
  if (unknown.length > 0) throw new Error(`refused otherwise than by code: ${unknown.join(', ')}`)
  const { acknowledged, records } = await proveAcknowledged(app, stand.cookie, load.acknowledged)
  const signatures = load.acknowledged.filter(({ kind }) => kind === 'signature').length
  if (acknowledged !== load.acknowledged.length || signatures === 0 || signatures === acknowledged) throw new Error(`${load.acknowledged.length} acknowledged, ${signatures} of them signatures, ${acknowledged} proven`)
  await click(asService(app), stand.agreement)
  return `${acknowledged} of ${load.acknowledged.length} acknowledged (${signatures} signatures) proven, with ${records} records of their contracts; ${[...load.refusals.values()].reduce((sum, count) => sum + count, 0)} refused meanwhile`
}
