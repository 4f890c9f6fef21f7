import { describe, expect, test } from 'vitest'
import { CodedError } from '../../../../core/bytes/error.ts'
import type { Act, ActAt } from './act.ts'
import { createCeremony } from './ceremony.ts'
import type { Ports } from './runner.ts'

const act = (id: string) => ({ stage: 'consented', id, offer: 'o' }) as unknown as ActAt<'consented'>

/** A device shared by tabs: one store, one lock; `refuse` makes the next call of a port fail. */
function createDevice() {
  const kept: { act: Act | null; keys: Set<string>; accepted: string[]; derived: number } = { act: null, keys: new Set(), accepted: [], derived: 0 }
  const refusals = new Map<string, string>()
  let last: Promise<void> = Promise.resolve()
  let held = false
  const meet = (port: string) => {
    const code = refusals.get(port)
    refusals.delete(port)
    if (code) throw new CodedError(code, code)
  }
  const ports: Ports = {
    save: async (next) => void (kept.act = next),
    derive: async () => {
      meet('derive')
      kept.derived += 1
      return { baseHash: 'h' }
    },
    makeKey: async ({ id }) => {
      kept.keys.add(id)
      return { keyThumbprint: id, request: new Uint8Array() }
    },
    challenge: async () => 'c',
    state: async ({ id }) => ({ statement: id, statementHash: id }),
    sendIntent: async () => {
      meet('sendIntent')
      return { maskedEmail: 'm', expiresAt: 'e' }
    },
    certify: async (_act, code) => {
      if (code !== '123456') throw new CodedError('CODE_REFUSED', 'wrong')
      return { certificate: new Uint8Array(), chain: [] }
    },
    sign: async ({ id }) => ({ file: new TextEncoder().encode(id) }),
    upload: async ({ id }) => {
      meet('upload')
      kept.accepted.push(id)
      return { statementHash: id } as never
    },
    forgetKey: async (id) => void kept.keys.delete(id),
  }
  const alone = async (run: () => Promise<void>, onWait: () => void) => {
    if (held) onWait()
    const turn = last.then(async () => {
      held = true
      try {
        await run()
      } finally {
        held = false
      }
    })
    last = turn.catch(() => {})
    return turn
  }
  const openTab = () => createCeremony({ ports, load: async () => kept.act, remove: async () => void (kept.act = null), freshCode: async () => ({ maskedEmail: 'm', expiresAt: 'later' }), alone, tell: () => {} })
  return { kept, refusals, openTab }
}

describe('the ceremony', () => {
  test('two tabs that press at once make one act; the code in either finishes it for both', async () => {
    const device = createDevice()
    const [one, other] = [device.openTab(), device.openTab()]
    await Promise.all([one.begin(act('a')), other.begin(act('b'))])
    expect(device.kept.act?.id).toBe('a')
    expect(device.kept.derived).toBe(1)
    await Promise.all([one.prove('123456'), other.prove('123456')])
    expect(device.kept.accepted).toEqual(['a'])
    expect([one.getState().act?.stage, other.getState().act?.stage]).toEqual(['acknowledged', 'acknowledged'])
    expect(device.kept.keys.size).toBe(0)
  })

  test('a tab that waits for another says so', async () => {
    const device = createDevice()
    const [one, other] = [device.openTab(), device.openTab()]
    const seen: boolean[] = []
    other.subscribe(() => seen.push(other.getState().elsewhere))
    const first = one.begin(act('a'))
    await Promise.resolve()
    await Promise.resolve()
    await Promise.all([first, other.begin(act('b'))])
    expect(seen).toContain(true)
    expect(other.getState().elsewhere).toBe(false)
  })

  test('a lost network keeps the act, and trying again goes on from there', async () => {
    const device = createDevice()
    const tab = device.openTab()
    device.refusals.set('sendIntent', 'OFFLINE')
    await tab.begin(act('a'))
    expect(tab.getState().failure).toMatchObject({ code: 'OFFLINE', remedy: 'wait', phase: 'stating' })
    expect(device.kept.act?.stage).toBe('stated')
    await device.openTab().resume()
    expect(device.kept.act?.stage).toBe('code-sent')
    expect(device.kept.derived).toBe(1)
  })

  test('a wrong code keeps the act; a new code may be asked for', async () => {
    const device = createDevice()
    const tab = device.openTab()
    await tab.begin(act('a'))
    await tab.prove('000000')
    expect(tab.getState()).toMatchObject({ failure: { remedy: 'code' }, act: { stage: 'code-sent' } })
    await tab.resendCode()
    expect(tab.getState()).toMatchObject({ failure: null, act: { codeExpiresAt: 'later' } })
  })

  test.each([['VERSION_STALE', 'review'], ['OFFER_LAPSED', 'ended'], ['OFFER_ANSWERED', 'answered'], ['TIMESTAMP_REFUSED', 'again']])('%s ends the act and its key', async (code, remedy) => {
    const device = createDevice()
    const tab = device.openTab()
    await tab.begin(act('a'))
    device.refusals.set('upload', code)
    await tab.prove('123456')
    expect(tab.getState()).toMatchObject({ act: null, failure: { code, remedy } })
    expect([device.kept.act, device.kept.keys.size, device.kept.accepted.length]).toEqual([null, 0, 0])
  })

  test('an abandoned act leaves no key; a finished one cannot be abandoned', async () => {
    const device = createDevice()
    const tab = device.openTab()
    await tab.begin(act('a'))
    await tab.abandon()
    expect([device.kept.act, device.kept.keys.size]).toEqual([null, 0])
    await tab.begin(act('b'))
    await tab.prove('123456')
    await tab.abandon()
    expect(device.kept.act?.stage).toBe('acknowledged')
  })
})
