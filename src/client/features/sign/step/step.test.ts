import { describe, expect, test } from 'vitest'
import type { Act } from '../act/act.ts'
import { currentStep } from './step.ts'

const act = (stage: Act['stage']) => ({ stage }) as Act
const position = { wished: null, offer: 'opened', act: null, detailsFit: false, signing: false, isAssent: true, stage: 'sign' } as const

describe('where the person is', () => {
  test('an address typed by hand never skips the details or the consent', () => {
    expect(currentStep(position)).toBe('read')
    expect(currentStep({ ...position, wished: 'consent' })).toBe('details')
    expect(currentStep({ ...position, wished: 'consent', detailsFit: true })).toBe('consent')
    expect(currentStep({ ...position, wished: 'sign', detailsFit: true })).toBe('read')
    expect(currentStep({ ...position, wished: 'receipt' })).toBe('read')
    expect(currentStep({ ...position, wished: 'nonsense' })).toBe('read')
  })

  test('nobody consents before everybody’s details are there and its turn has come', () => {
    for (const stage of ['details', 'others', 'turn'] as const) expect(currentStep({ ...position, wished: 'consent', detailsFit: true, stage })).toBe('details')
  })

  test('an act under way is shown wherever the address points', () => {
    for (const wished of ['read', 'details', 'consent', null]) expect(currentStep({ ...position, wished, act: act('signed') })).toBe('sign')
    expect(currentStep({ ...position, wished: 'read', signing: true })).toBe('sign')
  })

  test('a notice leads to no consent, whatever the address says', () => {
    for (const wished of ['details', 'consent', 'sign']) expect(currentStep({ ...position, wished, detailsFit: true, isAssent: false })).toBe('read')
  })

  test('an answer is final', () => {
    expect(currentStep({ ...position, wished: 'consent', act: act('acknowledged') })).toBe('receipt')
    expect(currentStep({ ...position, wished: 'consent', offer: 'accepted' })).toBe('receipt')
    expect(currentStep({ ...position, wished: 'read', offer: 'declined', act: act('code-sent') })).toBe('receipt')
  })
})
