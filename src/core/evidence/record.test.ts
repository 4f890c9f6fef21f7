import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { CodedError } from '../bytes/error.ts'
import { encodeEntry } from './entry.ts'
import { EVENT_KINDS, noticeSchema } from './event.ts'
import { checkChain, commitRecord, encodeRecord, hashRecord, parseRecord } from './record.ts'
import type { ContractRecord } from './record.ts'

const hash = 'cd'.repeat(32)

const record = (sequence: number, previous: string | null, change: Partial<ContractRecord> = {}): ContractRecord => ({
  schema: 'countersign/record/1',
  id: `r-${sequence}`,
  contract: 'contract-1',
  version: '1.0',
  sequence,
  previous,
  at: '2026-11-22T03:00:00.000Z',
  event: 'displayed',
  actor: { kind: 'party', party: 'buyer', person: null },
  presentation: null,
  act: null,
  statementHash: null,
  documentHash: hash,
  evidence: null,
  observations: { receivedAt: '2026-11-22T03:00:00.000Z', address: null, agent: null, secure: true, requestHash: null },
  retainUntil: null,
  jurisdiction: null,
  ...change,
})

function chain(length: number): string[] {
  const texts: string[] = []
  for (let sequence = 0; sequence < length; sequence += 1) {
    const last = texts.at(-1)
    texts.push(encodeRecord(record(sequence, last === undefined ? null : hashRecord(last))))
  }
  return texts
}

const refusal = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error instanceof CodedError ? { code: error.code, ...error.details } : error
  }
  return null
}

describe('records', () => {
  test('[R1] a record is canonical JSON and reads back as itself', () => {
    const text = encodeRecord(record(0, null))
    expect(parseRecord(text)).toEqual(record(0, null))
    expect(refusal(() => parseRecord(`${text} `))).toMatchObject({ code: 'RECORD_MALFORMED' })
    expect(refusal(() => parseRecord(encodeCanonicalJson({ ...record(0, null), extra: 1 })))).toMatchObject({ code: 'RECORD_MALFORMED' })
  })

  test('[R2] an untouched chain holds, at any length', () => {
    for (const length of [0, 1, 2, 7]) expect(refusal(() => checkChain(chain(length)))).toBeNull()
  })

  test('[R2] a record that is changed, left out, moved or repeated is found where it happens', () => {
    const texts = chain(5)
    const changed = texts.map((text, index) => (index === 2 ? encodeRecord({ ...parseRecord(text), event: 'accessed' }) : text))
    expect(refusal(() => checkChain(changed))).toEqual({ code: 'RECORD_CHAIN_BROKEN', sequence: 3 })
    expect(refusal(() => checkChain(texts.toSpliced(1, 1)))).toEqual({ code: 'RECORD_CHAIN_BROKEN', sequence: 1 })
    expect(refusal(() => checkChain(texts.slice(1)))).toEqual({ code: 'RECORD_CHAIN_BROKEN', sequence: 0 })
    expect(refusal(() => checkChain([...texts].reverse()))).toEqual({ code: 'RECORD_CHAIN_BROKEN', sequence: 0 })
    expect(refusal(() => checkChain([...texts, texts[4]!]))).toEqual({ code: 'RECORD_CHAIN_BROKEN', sequence: 5 })
  })

  test('[R5] a notice cannot be written down as assent', () => {
    expect(noticeSchema.safeParse({ inView: true, assent: false }).success).toBe(true)
    expect(noticeSchema.safeParse({ inView: true, assent: true }).success).toBe(false)
    expect(EVENT_KINDS).toContain('displayed')
  })

  test('[R8] what is public of a record hides it behind its salt', () => {
    const text = encodeRecord(record(0, null))
    const [one, other] = ['00'.repeat(32), '01'.repeat(32)].map((salt) => commitRecord(salt, hashRecord(text)))
    expect(one).not.toBe(other)
    expect(new TextDecoder().decode(encodeEntry({ schema: 'countersign/entry/1', kind: 'record', commitment: one! }))).toBe(
      `{"commitment":"${one}","kind":"record","schema":"countersign/entry/1"}`,
    )
  })

  test('any text is a record or a coded refusal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(refusal(() => parseRecord(text))).toMatchObject({ code: 'RECORD_MALFORMED' })
      }),
    )
  })
})
