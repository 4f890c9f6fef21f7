import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCodedError } from '../bytes/error.ts'
import { DEFAULT_ALGORITHM_POLICY } from '../pki/algorithm-policy.ts'
import { algorithmsOf, parsePolicyFile } from './policy-file.ts'

const SCHEMA = 'countersign/judge-policy/1'

describe('a policy file', () => {
  test('sets what it names and leaves the rest as it is', () => {
    const file = parsePolicyFile(JSON.stringify({
      schema: SCHEMA, anchors: ['root.pem'], time: '2026-09-01T00:00:00Z', acceptedPolicies: ['1.2.3'], revocation: { freshness: 3600 },
      algorithms: { hashes: { 'SHA-1': 'never', 'SHA-224': null, 'SHA-256': '2040-01-01' }, keys: { RSA: [{ bits: 4096, until: null }] } },
    }))
    const { hashes, keys } = algorithmsOf(file)
    expect(hashes).toEqual({ ...DEFAULT_ALGORITHM_POLICY.hashes, 'SHA-1': -Infinity, 'SHA-224': Infinity, 'SHA-256': Date.UTC(2040, 0, 1) })
    expect(keys).toEqual({ ...DEFAULT_ALGORITHM_POLICY.keys, RSA: [{ bits: 4096, until: Infinity }] })
    expect(algorithmsOf(parsePolicyFile(JSON.stringify({ schema: SCHEMA })))).toEqual(DEFAULT_ALGORITHM_POLICY)
  })

  test('a member that is misspelt is refused by name: it would silently weaken the judgement', () => {
    const refusal = (value: unknown): string => {
      try {
        parsePolicyFile(typeof value === 'string' ? value : JSON.stringify(value))
        return 'read'
      } catch (error) {
        return isCodedError(error, 'POLICY_UNREADABLE') ? String(error.details['member']) : 'thrown'
      }
    }
    expect(refusal('{')).toBe('')
    expect(refusal({ schema: 'other' })).toBe('schema')
    expect(refusal({ schema: SCHEMA, algorithms: { hashes: { 'SHA-1': 'soon' } } })).toBe('algorithms.hashes.SHA-1')
    expect(refusal({ schema: SCHEMA, acceptedPolicies: ['1.2.x'] })).toBe('acceptedPolicies.0')
    expect(refusal({ schema: SCHEMA, anchor: [] })).not.toBe('read')
  })

  test('any text is read or refused, never more', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      let outcome = 'read'
      try {
        parsePolicyFile(text)
      } catch (error) {
        outcome = isCodedError(error) ? error.code : 'thrown'
      }
      expect(outcome).toMatch(/^(read|POLICY_UNREADABLE)$/)
    }))
  })
})
