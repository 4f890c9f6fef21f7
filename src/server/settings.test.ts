import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSettings, renderSettingsTable, settingsSchema } from './settings.ts'

const PRODUCTION = {
  NODE_ENV: 'production',
  COUNTERSIGN_KEY_PASSPHRASE: 'a long enough passphrase',
  COUNTERSIGN_PUBLIC_ADDRESS: 'https://sign.example.com',
  SMTP_URL: 'smtps://mail.example.com',
}
const codeOf = (environment: Record<string, string | undefined>): unknown => {
  try {
    return parseSettings(environment).publicAddress
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('settings: a service that runs unsafely without saying so would be worse than one that does not start', () => {
  it('need nothing outside production', () => {
    expect(parseSettings({})).toEqual({
      production: false, dataFolder: './data', port: 3000, host: 'localhost', databaseUrl: null, blobs: null, publicAddress: 'http://localhost:3000', keyFolder: null, passphrase: null, smtpUrl: null,
      mailFrom: 'Countersign <no-reply@localhost>', timestamps: null, fileLimit: 100 * 1_048_576, archive: { level: 'B-LT', margin: 7_776_000_000 }, trustedProxies: ['loopback'], witnesses: [], operatorToken: null, operatorMail: null, demo: true, webhookLocal: false,
    })
  })

  it('are refused by name when unsafe in production', () => {
    expect(codeOf(PRODUCTION)).toBe('https://sign.example.com')
    expect(codeOf({ ...PRODUCTION, COUNTERSIGN_KEY_PASSPHRASE: undefined })).toBe('PASSPHRASE_MISSING')
    expect(codeOf({ ...PRODUCTION, COUNTERSIGN_PUBLIC_ADDRESS: undefined })).toBe('PUBLIC_ADDRESS_MISSING')
    expect(codeOf({ ...PRODUCTION, COUNTERSIGN_PUBLIC_ADDRESS: 'http://sign.example.com' })).toBe('PLAIN_HTTP_REFUSED')
    expect(codeOf({ ...PRODUCTION, COUNTERSIGN_PUBLIC_ADDRESS: 'http://localhost:8080' })).toBe('http://localhost:8080')
    expect(codeOf({ ...PRODUCTION, COUNTERSIGN_DEMO: 'on' })).toBe('DEMO_REFUSED')
    expect(codeOf({ ...PRODUCTION, SMTP_URL: undefined })).toBe('MAIL_SERVER_MISSING')
  })

  it('refuse to show the outbox to the network, malformed values, and never repeat a value', () => {
    expect(codeOf({ HOST: '0.0.0.0' })).toBe('MAIL_SERVER_MISSING')
    expect(codeOf({ PORT: '99999' })).toBe('SETTING_MALFORMED')
    expect(codeOf({ COUNTERSIGN_TSA_URLS: 'https://tsa.example/tsr' })).toBe('TSA_ANCHORS_MISSING')
    expect(codeOf({ COUNTERSIGN_TSA_URLS: 'tsa.example', COUNTERSIGN_TSA_ANCHORS: 'a.pem' })).toBe('SETTING_MALFORMED')
    expect(codeOf({ COUNTERSIGN_SIGNATURE_LEVEL: 'B-B' })).toBe('SETTING_MALFORMED')
    expect(codeOf({ COUNTERSIGN_PUBLIC_ADDRESS: 'https://a.example/path' })).toBe('SETTING_MALFORMED')
    expect(() => parseSettings({ DATABASE_URL: 'mysql://user:secret@host/db' })).toThrow('DATABASE_URL does not have the right form')
  })

  it('are all in the README’s table', () => {
    const table = renderSettingsTable()
    expect(readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')).toContain(table)
    for (const name of Object.keys(settingsSchema.shape)) expect(table).toMatch(new RegExp(`\\| \`${name}\` \\| [^|]+ \\| [^|]{10,} \\|`))
  })
})
