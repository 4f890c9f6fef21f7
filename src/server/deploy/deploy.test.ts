import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseSettings } from '../settings.ts'

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')

test('the compose file and the container give settings that production starts with, and none that nobody reads', () => {
  const values: Record<string, string> = { PUBLIC_HOST: 'sign.example.org', KEY_PASSPHRASE: 'twelve letters', SMTP_URL: 'smtps://u:p@mail.example.org', DATABASE_PASSWORD: 'secret', S3_ENDPOINT: 'https://s3.example.org', S3_KEY: 'k', S3_SECRET: 's', OPERATOR_TOKEN: 'x'.repeat(32), OPERATOR_MAIL: 'operator@example.org' }
  const [, block = ''] = /environment: &environment\n((?: {4}[A-Z_0-9]+: .*\n)+)/.exec(read('compose.yaml')) ?? []
  const given = Object.fromEntries(block.trimEnd().split('\n').map((line) => {
    const [, name = '', text = ''] = /^ {4}([A-Z_0-9]+): (.*)$/.exec(line)!
    return [name, text.replace(/\$\{(\w+):\?\}/g, (_whole, variable: string) => values[variable] ?? `missing ${variable}`)]
  }))
  const own = Object.fromEntries([.../^ENV (.*)$/m.exec(read('Containerfile'))![1]!.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name!, value!]))
  const settings = parseSettings({ ...given, ...own })
  expect(settings).toMatchObject({
    production: true, publicAddress: 'https://sign.example.org', databaseUrl: 'postgres://countersign:secret@database/countersign', keyFolder: '/var/lib/countersign/key', host: '0.0.0.0', trustedProxies: ['uniquelocal'], operatorMail: 'operator@example.org',
  })
  expect(settings.blobs?.address).toMatchObject({ bucket: 'contracts', prefix: 'files/', retention: { mode: 'COMPLIANCE', days: 3650 } })
  // The image’s own user may not build at the first start: the pages are built as the start itself looks for them.
  expect(read('Containerfile')).toContain('npm run -s countersign -- build')
  for (const name of Object.keys({ ...given, ...own })) expect(read('../settings.ts'), name).toContain(`  ${name}: `)
})
