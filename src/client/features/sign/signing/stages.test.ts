import { describe, expect, test } from 'vitest'
import { phaseStates } from './stages.ts'

const words = (progress: Parameters<typeof phaseStates>[0]) => phaseStates(progress).map(({ state }) => state[0]).join('')

describe('progress as people see it', () => {
  test('after a reload the kept stage tells what is done', () => {
    expect(words({ act: { stage: 'consented' }, phase: null, isFailed: false })).toBe('drwwwwwww')
    expect(words({ act: { stage: 'code-sent' }, phase: null, isFailed: false })).toBe('ddddrwwww')
    expect(words({ act: { stage: 'signed' }, phase: null, isFailed: false })).toBe('ddddddddr')
    expect(words({ act: { stage: 'acknowledged' }, phase: 'uploading', isFailed: false })).toBe('ddddddddd')
  })

  test('within a stage the phase goes on, and never back', () => {
    expect(words({ act: { stage: 'certified' }, phase: 'timestamping', isFailed: false })).toBe('dddddddrw')
    expect(words({ act: { stage: 'signed' }, phase: 'timestamping', isFailed: false })).toBe('ddddddddr')
    expect(words({ act: null, phase: null, isFailed: false })).toBe('drwwwwwww')
  })

  test('a failure shows where it happened', () => {
    expect(words({ act: { stage: 'stated' }, phase: 'stating', isFailed: true })).toBe('dddfwwwww')
  })
})
