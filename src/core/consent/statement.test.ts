import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { CodedError } from '../bytes/error.ts'
import { hashSalted } from './salted.ts'
import { encodeStatement, hashStatement, parseStatement, STATEMENT_MAX_BYTES } from './statement.ts'
import type { Statement } from './statement.ts'

const hash = 'ab'.repeat(32)
const statement: Statement = {
  schema: 'countersign/statement/1',
  id: 'st-1',
  event: 'agreed',
  presentation: 'scroll-wrap',
  act: 'certificate-signature',
  contract: 'contract-1',
  version: '1.0',
  language: 'vi',
  typesetRevision: 't1',
  documentHash: hash,
  baseRevisionHash: hash,
  textHash: hash,
  particularsHash: hash,
  party: { id: 'buyer', role: 'Bên mua', name: 'Nguyễn Thị Ánh Tuyết', capacity: 'self', place: 'Hà Nội' },
  advisal: 'Khi bấm Đồng ý và ký, bạn giao kết hợp đồng này.',
  button: 'Đồng ý và ký',
  controls: [{ id: 'terms', label: 'Tôi đã đọc.', initial: false, final: true, changedAt: '2026-11-22T10:00:00+07:00' }],
  review: { shown: true, edits: 1, confirmed: true },
  total: { amount: '30000000', currency: 'VND' },
  replyBy: null,
  disclosureHash: hash,
  reason: null,
  snapshotHash: hash,
  conspicuousness: [{ rule: 'C1', result: 'met' }],
  claimsHash: hash,
  appBuild: 'b1',
  keyThumbprint: 'A'.repeat(43),
  challenge: 'B'.repeat(43),
  claimedTime: '2026-11-22T10:00:01+07:00',
}

const code = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error instanceof CodedError ? error.code : error
  }
  return null
}

describe('the statement', () => {
  test('[S1] is its own canonical form and nothing else', () => {
    const text = encodeStatement(statement)
    expect(parseStatement(text)).toEqual(statement)
    expect(text).toBe(encodeCanonicalJson(statement))
    expect(code(() => parseStatement(` ${text}`))).toBe('STATEMENT_MALFORMED')
    // What JSON reads and canonical JSON cannot write: half a letter, one member twice, a member that is every object's.
    for (const other of [text.replace('"Hà Nội"', String.raw`"Hà \ud83d Nội"`), text.replace('"advisal":', '"advisal":"x","advisal":'), text.replace('"advisal":', '"__proto__":{},"advisal":'), `${'['.repeat(8000)}${']'.repeat(8000)}`]) {
      expect(code(() => parseStatement(other))).toBe('STATEMENT_MALFORMED')
    }
    expect(code(() => parseStatement(JSON.stringify({ ...statement })))).toBe('STATEMENT_MALFORMED')
  })

  test('[S1] is bounded before it is read', () => {
    expect(code(() => parseStatement('x'.repeat(STATEMENT_MAX_BYTES + 1)))).toBe('STATEMENT_TOO_LARGE')
    expect(code(() => encodeStatement({ ...statement, controls: Array.from({ length: 20 }, (_, index) => ({ id: `c${index}`, label: 'ữ'.repeat(600), initial: false, final: true, changedAt: null })) }))).toBe('STATEMENT_TOO_LARGE')
  })

  test('[S2] a member no schema names is refused, at the top and inside', () => {
    expect(code(() => parseStatement(encodeCanonicalJson({ ...statement, extra: 1 })))).toBe('STATEMENT_MALFORMED')
    expect(code(() => parseStatement(encodeCanonicalJson({ ...statement, party: { ...statement.party, extra: 1 } })))).toBe('STATEMENT_MALFORMED')
  })

  test('[S3] a control that starts ticked cannot be written down', () => {
    const ticked = { ...statement, controls: [{ ...statement.controls[0], initial: true }] }
    expect(code(() => parseStatement(encodeCanonicalJson(ticked)))).toBe('STATEMENT_MALFORMED')
  })

  test('times carry an offset and no fraction', () => {
    for (const claimedTime of ['2026-11-22T10:00:01', '2026-11-22T10:00:01.000Z', '2026-11-22 10:00:01Z']) {
      expect(code(() => encodeStatement({ ...statement, claimedTime }))).toBe('STATEMENT_MALFORMED')
    }
  })

  test('every changed letter changes its hash', () => {
    const text = encodeStatement(statement)
    expect(hashStatement(text)).toMatch(/^[0-9a-f]{64}$/)
    expect(hashStatement(encodeStatement({ ...statement, reason: 'x' }))).not.toBe(hashStatement(text))
  })

  test('any text is a statement or a coded refusal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(code(() => parseStatement(text))).toBe('STATEMENT_MALFORMED')
      }),
    )
  })
})

describe('[S5] salted commitments', () => {
  const salts = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))

  test('the same value under another salt cannot be recognized', () => {
    fc.assert(
      fc.property(salts, salts, fc.dictionary(fc.string(), fc.string()), (one, other, value) => {
        fc.pre(one !== other)
        expect(hashSalted(one, value)).not.toBe(hashSalted(other, value))
        expect(hashSalted(one, value)).toBe(hashSalted(one, { ...value }))
      }),
    )
  })

  test('the order of members does not matter, their values do', () => {
    expect(hashSalted(hash, { a: '1', b: '2' })).toBe(hashSalted(hash, { b: '2', a: '1' }))
    expect(hashSalted(hash, { a: '1' })).not.toBe(hashSalted(hash, { a: '2' }))
  })
})
