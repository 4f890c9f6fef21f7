import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { listVariables, readEnvironment } from '../../testing/deploy/compose.ts'
import { openTestService } from '../fixture/service.ts'
import { parseSettings } from '../settings.ts'

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')

test('the compose file and the container give settings that production starts with, and none that nobody reads', () => {
  const values: Record<string, string> = { PUBLIC_HOST: 'sign.example.org', KEY_PASSPHRASE: 'twelve letters', SMTP_URL: 'smtps://u:p@mail.example.org', DATABASE_PASSWORD: 'secret', S3_ENDPOINT: 'https://s3.example.org', S3_KEY: 'k', S3_SECRET: 's', OPERATOR_TOKEN: 'x'.repeat(32), OPERATOR_MAIL: 'operator@example.org' }
  expect(Object.keys(values).toSorted()).toEqual(listVariables().toSorted())
  const given = readEnvironment(values)
  const settings = parseSettings(given)
  expect(settings).toMatchObject({
    production: true, publicAddress: 'https://sign.example.org', databaseUrl: 'postgres://countersign:secret@database/countersign', keyFolder: '/var/lib/countersign/key', host: '0.0.0.0', trustedProxies: ['uniquelocal'], operatorMail: 'operator@example.org',
  })
  expect(settings.blobs?.address).toMatchObject({ bucket: 'contracts', prefix: 'files/', retention: { mode: 'COMPLIANCE', days: 3650 } })
  // The image’s own user may not build at the first start: the pages are built as the start itself looks for them.
  expect(read('Containerfile')).toContain('npm run -s countersign -- build')
  for (const name of Object.keys(given)) expect(read('../settings.ts'), name).toContain(`  ${name}: `)
})

test('what the compose file refers to is there: volumes, services, files, commands, and the address that its health check asks', async () => {
  const text = read('compose.yaml')
  const blockOf = (name: string): string => new RegExp(`^${name}:\\n((?: .*\\n|\\n)+)`, 'm').exec(text)?.[1] ?? ''
  const namesIn = (block: string): string[] => [...block.matchAll(/^ {2}([a-z]+):/gm)].map(([, name]) => name!)
  const [services, volumes] = [namesIn(blockOf('services')), namesIn(`${blockOf('volumes')}\n`)]
  expect([services, volumes]).toEqual([['database', 'app', 'backup', 'proxy'], ['database', 'key', 'backups', 'proxy']])
  for (const [, list = ''] of text.matchAll(/volumes: \[(.*)\]/g)) for (const [, name] of list.matchAll(/"([a-z]+):\//g)) expect(volumes, name).toContain(name)
  // The proxy asks for the app’s service by its name, at the port that the image names, and has the file that says so.
  expect(/dynamic a (\w+) (\d+)/.exec(read('Caddyfile'))?.slice(1)).toEqual(['app', /PORT=(\d+)/.exec(read('Containerfile'))![1]])
  expect(text).toContain('"./Caddyfile:/etc/caddy/Caddyfile:ro"')
  // The image makes every folder that a volume is put on, with its own user as owner: a named volume takes both over.
  for (const [, path] of text.matchAll(/"(?:key|backups):(\/[^"]+)"/g)) expect(/install -d -o countersign ([^&]+)/.exec(read('Containerfile'))?.[1]?.split(' '), path).toContain(path)
  for (const file of ['compose.yaml', 'Containerfile', 'Caddyfile']) expect(existsSync(join(import.meta.dirname, file))).toBe(true)
  expect(existsSync(resolve(import.meta.dirname, /context: (\S+)/.exec(text)![1]!, /dockerfile: (\S+)/.exec(text)![1]!))).toBe(true)
  const usage = readFileSync(join(import.meta.dirname, '..', '..', 'cli', 'main.ts'), 'utf8')
  const commands = [...`${text}${read('Containerfile')}`.matchAll(/countersign -- ([a-z]+)/g)].map(([, command]) => command!)
  expect(commands.toSorted()).toEqual(['backup', 'build'])
  for (const command of commands) expect(usage, command).toMatch(new RegExp(`countersign ${command}\\b`))
  // The very words of the health check, run against the service.
  const service = await openTestService()
  try {
    const address = await service.app.listen({ host: '127.0.0.1', port: 0 })
    const words = (JSON.parse(/test: (\["CMD", "node".*\])/.exec(text)![1]!) as string[])[3]!
    const ask = (where: string): number | null => spawnSync(process.execPath, ['-e', words.replace('http://localhost:3000', where)], { timeout: 20_000 }).status
    // Asked from another process, while this one answers.
    const code = await new Promise<number | null>((done) => spawn(process.execPath, ['-e', words.replace('http://localhost:3000', address)]).on('exit', done))
    expect([code, ask('http://127.0.0.1:9')]).toEqual([0, 1])
  } finally {
    await service.close()
  }
}, 30_000)
