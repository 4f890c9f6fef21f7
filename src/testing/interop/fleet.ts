import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, findFreePort, startApp } from '../../../e2e/app.ts'
import { certify, closeStatement, sign, upload } from '../../../e2e/buyer.ts'
import { offer, openClient, openSeller, readHistory } from '../../../e2e/client.ts'
import { makeSample } from '../sample/sample.ts'
import { startBalancer } from './balancer.ts'
import { startPostgres } from './postgres.ts'
import { startS3 } from './s3.ts'
import type { Tools } from './tools.ts'

/** One of the processes, and the port that it listens on: its own address is the balancer's. */
interface Member {
  app: App
  readonly port: number
}

const SIZE = 3
const ROUNDS = 4

function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
}

/** Kills the process at work on an acceptance at a moment of its own choosing; another one answers the same upload. */
async function killDuringAcceptance(front: App, members: readonly Member[], round: number): Promise<void> {
  const seller = await openSeller(front)
  const offered = await offer(seller, { template: 'services', language: 'vi', email: `fleet-${round}@example.com` })
  const client = openClient(front)
  const closed = await closeStatement(client, offered)
  const file = await sign(client, closed, await certify(client, closed))
  const victim = members[round % SIZE]!
  const doomed = fetch(`http://localhost:${victim.port}/api/offers/${offered.token}/acceptance/${closed.statementHash}`, {
    method: 'PUT', headers: { origin: front.address, 'content-type': 'application/pdf' }, body: Buffer.from(file),
  }).then(({ status }) => status, () => 0)
  await new Promise((later) => setTimeout(later, round * 40))
  await victim.app.kill()
  await doomed
  const answer = await upload(client, closed, file)
  if (answer.status !== 200) throw new Error(`the retry was answered with ${answer.status} ${answer.text}`)
  const events = (await readHistory(seller, offered.contract)).map(({ event }) => event)
  expectEqual('acceptances', events.filter((event) => event === 'agreed').length, 1)
  victim.app = await victim.app.restart()
  const copies = await Promise.all(members.map(async ({ port }) => (await fetch(`http://localhost:${port}/api/offers/${offered.token}/receipt`)).text()))
  expectEqual('receipts of all processes', new Set(copies).size, 1)
}

/** Three processes on one PostgreSQL and one S3 store behind a balancer: a journey through all, and one process after the other killed at work. */
export async function checkFleet(tools: Tools, folder: string): Promise<string> {
  await using postgres = await startPostgres(tools)
  await using s3 = await startS3(tools.go)
  await using balancer = await startBalancer(await findFreePort())
  const keyFolder = await mkdtemp(join(tmpdir(), 'fleet-key-'))
  const members: Member[] = []
  try {
    const start = async (): Promise<Member> => {
      const [data, port] = [await mkdtemp(join(tmpdir(), 'fleet-')), await findFreePort()]
      return { app: await startApp({ data, port, env: { DATABASE_URL: postgres.url, COUNTERSIGN_KEY_FOLDER: keyFolder, COUNTERSIGN_PUBLIC_ADDRESS: balancer.address, ...s3.env } }), port }
    }
    // All at once on an empty database: what a first start makes is made once.
    members.push(...(await Promise.all(Array.from({ length: SIZE }, start))))
    balancer.setPorts(members.map(({ port }) => port))
    const front: App = { ...members[0]!.app, address: balancer.address }
    const sample = await makeSample(folder, front, { templates: ['sale-of-goods'], languages: ['vi'] })
    for (let round = 0; round < ROUNDS; round++) await killDuringAcceptance(front, members, round)
    await checkLocked(s3)
    return `${sample.index.files.length} signed, ${ROUNDS} killed at work`
  } finally {
    await Promise.all(members.map(({ app }) => app.stop()))
  }
}

/** What Object Lock keeps cannot be taken away by the service's own key. */
async function checkLocked(s3: Awaited<ReturnType<typeof startS3>>): Promise<void> {
  const listed = await (await s3.ask('GET', '?versions=')).text()
  const [, key] = /<Key>(files\/[0-9a-f]{64})<\/Key>/.exec(listed) ?? []
  const [, version] = /<VersionId>([^<]+)<\/VersionId>/.exec(listed) ?? []
  if (!key || !version) throw new Error(`no file in the store: ${listed.slice(0, 500)}`)
  const removed = await s3.ask('DELETE', `/${key}?versionId=${version}`)
  if (removed.ok) throw new Error('a locked file could be removed')
}
