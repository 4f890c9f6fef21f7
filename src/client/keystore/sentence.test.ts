import { describe, expect, test, vi } from 'vitest'
import { CodedError } from '../../core/bytes/error.ts'
import { m } from '../messages/generated/messages.js'
import { isStrong } from './passphrase.ts'

// Of a page, what the interface's language is found by.
vi.stubGlobal('location', { search: '?lang=vi' })
vi.stubGlobal('document', { documentElement: {} })
const { keySentence } = await import('./sentence.ts')

describe('what a person is told when a key does not open', () => {
  const until = Date.parse('2026-11-26T05:00:00Z')

  test('how many attempts are left, and after the last one until when the key pauses, not “0 left”', () => {
    expect(keySentence(new CodedError('PASSPHRASE_WRONG', '', { left: 1, until: 0 }))).toBe(m.keystore_passphrase_wrong({ left: 1 }))
    const [last, locked] = [new CodedError('PASSPHRASE_WRONG', '', { left: 0, until }), new CodedError('KEY_LOCKED_OUT', '', { until })].map(keySentence)
    expect(last).toBe(locked)
    expect(last).toContain('2026')
  })

  test('a file that is encrypted in an unknown way is not called damaged', () => {
    expect(keySentence(new CodedError('PKCS12_CIPHER_UNSUPPORTED', ''))).toBe(m.keystore_file_cipher())
    expect(keySentence(new CodedError('PKCS12_MALFORMED', ''))).toBe(m.keystore_file_damaged())
  })
})

test('a passphrase is as strong however its accents were typed', () => {
  const passphrase = 'ấấấấấậậậậậ'
  expect([passphrase, passphrase.normalize('NFD')].map(isStrong)).toEqual([false, false])
  const better = 'ấậẩẫầ ấậẩẫ'
  expect([better, better.normalize('NFD')].map(isStrong)).toEqual([true, true])
})
