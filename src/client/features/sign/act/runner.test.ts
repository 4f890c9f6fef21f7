import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../../../core/bytes/sha256.ts'
import type { Receipt } from '../../../../protocol/receipt.ts'
import { advance, STAGES } from './act.ts'
import type { Act, ActStage, Outcome } from './act.ts'
import { proveAct, runAct } from './runner.ts'
import type { Phase, Ports } from './runner.ts'

const START: Act = {
  stage: 'consented', id: 'act-1', offer: 'offer-1', party: 'buyer', email: 'tuyet@example.vn', documentHash: 'ab'.repeat(32),
  person: { name: 'Nguyễn Thị Ánh Tuyết', capacity: 'self', place: null }, values: {}, salt: '00'.repeat(32),
  consent: {
    controls: [], review: { shown: true, edits: 0, confirmed: true }, snapshotHash: 'cd'.repeat(32), conspicuousness: [], claimsSalt: '11'.repeat(32), claimedTime: '2026-11-22T10:00:00+07:00',
    claims: { clock: '2026-11-22T10:00:00+07:00', zone: 'Asia/Ho_Chi_Minh', locale: 'vi', agent: 'x', viewport: { width: 360, height: 640 }, pixelRatio: 2, reading: { scrolledPercent: 100, visibleMs: 1, focusMs: 1 } },
  },
}

class Cut extends Error {}

/**
 * A device and a service with one real key. Everything in `device` and `service` outlives a crash; `failAt` cuts the n-th call, either
 * before it has done anything or after it has done everything and only the answer is lost.
 */
function createWorld() {
  const device: { act: Act; key: CryptoKeyPair | null; keysMade: number; values: string[] } = { act: START, key: null, keysMade: 0, values: [] }
  let overtakes = 0
  const service: { accepted: Map<string, Receipt>; certificates: Set<string>; codes: number } = { accepted: new Map(), certificates: new Set(), codes: 0 }
  let calls = 0
  let failAt = -1
  let lostAnswer = false

  const call = async <T>(run: () => Promise<T> | T): Promise<T> => {
    const isCut = calls++ === failAt
    if (isCut && !lostAnswer) throw new Cut()
    const value = await run()
    if (isCut) throw new Cut()
    return value
  }
  const ports: Ports = {
    save: (act) => call(() => void (device.act = act)),
    derive: () => call(() => ({ baseHash: 'ef'.repeat(32) })),
    makeKey: () =>
      call(async () => {
        if (!device.key) {
          device.key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
          device.keysMade += 1
        }
        const spki = new Uint8Array(await crypto.subtle.exportKey('spki', device.key.publicKey))
        return { keyThumbprint: sha256Hex(spki), request: spki }
      }),
    challenge: (thumbprint) => call(() => `challenge-${thumbprint}`),
    state: (act) => call(() => ({ statement: act.challenge, statementHash: sha256Hex(new TextEncoder().encode(act.challenge)) })),
    sendIntent: () => call(() => ({ maskedEmail: 't…@example.vn', expiresAt: '2026-11-22T03:10:00Z' })),
    certify: (act, code) =>
      call(() => {
        if (code !== '123456') throw new Error('CODE_REFUSED')
        service.certificates.add(sha256Hex(act.request))
        return { certificate: act.request, chain: [] }
      }),
    sign: (act) =>
      call(async () => {
        if (!device.key) throw new Error('KEY_LOST')
        const value = device.values[0] ?? Array.from(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, device.key.privateKey, new TextEncoder().encode(act.statement)))).join()
        if (device.values.length === 0) device.values.push(value)
        return { file: new TextEncoder().encode(value) }
      }),
    upload: (act, onProgress) =>
      call(() => {
        onProgress(1)
        if (overtakes > 0) {
          overtakes -= 1
          device.values.length = 0
          throw Object.assign(new Error('overtaken'), { code: 'REVISION_STALE' })
        }
        const hash = sha256Hex(act.file)
        const receipt = service.accepted.get(hash) ?? ({ statementHash: act.statementHash, fileHash: hash } as Receipt)
        service.accepted.set(hash, receipt)
        return receipt
      }),
    forgetKey: () => call(() => void (device.key = null)),
  }
  return { device, service, ports, overtake: (count: number) => void (overtakes = count), calls: () => calls, cut: (at: number, isLost: boolean) => ([failAt, lostAnswer, calls] = [at, isLost, 0]) }
}

const watch = { onAct: () => {}, onPhase: () => {} }

async function finish(world: ReturnType<typeof createWorld>): Promise<Act> {
  const reached = await runAct(world.device.act, world.ports, watch)
  return reached.stage === 'code-sent' ? proveAct(reached, '123456', world.ports, watch) : reached
}

describe('an act of signing', () => {
  test('goes from the press to the receipt, and shows what it does', async () => {
    const world = createWorld()
    const phases: Phase[] = []
    const stages: ActStage[] = []
    const seen = { onAct: (act: Act) => stages.push(act.stage), onPhase: (phase: Phase) => phases.push(phase) }
    const waiting = await runAct(START, world.ports, seen)
    expect(waiting.stage).toBe('code-sent')
    expect(world.service.accepted.size).toBe(0)
    if (waiting.stage === 'code-sent') await proveAct(waiting, '123456', world.ports, seen)
    expect(stages).toEqual(STAGES.slice(1))
    expect([...new Set(phases)]).toEqual(['deriving', 'key', 'stating', 'code', 'certificate', 'signing', 'uploading'])
    expect(world.device.key).toBeNull()
  })

  test('a wrong code leaves the act where it was', async () => {
    const world = createWorld()
    const waiting = await runAct(START, world.ports, watch)
    if (waiting.stage !== 'code-sent') throw new Error('no code was asked for')
    await expect(proveAct(waiting, '000000', world.ports, watch)).rejects.toThrow('CODE_REFUSED')
    expect(world.device.act.stage).toBe('code-sent')
  })

  test('cut anywhere, before or after the call took effect, it goes on and signs once', async () => {
    const whole = createWorld()
    await finish(whole)
    const total = whole.calls()
    expect(total).toBeGreaterThan(15)
    for (let at = 0; at < total; at += 1) {
      for (const isLost of [false, true]) {
        const world = createWorld()
        world.cut(at, isLost)
        await expect(finish(world)).rejects.toThrow(Cut)
        world.cut(-1, false)
        const done = await finish(world)
        expect(done.stage).toBe('acknowledged')
        expect([world.device.values.length, world.device.keysMade, world.service.accepted.size, world.service.certificates.size]).toEqual([1, 1, 1, 1])
        expect(world.device.key).toBeNull()
      }
    }
  })

  test('overtaken by others, it signs the newer revision with the same key and statement, asking nobody', async () => {
    const world = createWorld()
    world.overtake(3)
    const acts: Act[] = []
    const waiting = await runAct(START, world.ports, watch)
    if (waiting.stage !== 'code-sent') throw new Error('no code was asked for')
    const done = await proveAct(waiting, '123456', world.ports, { ...watch, onAct: (act) => acts.push(act) })
    expect(done.stage).toBe('acknowledged')
    expect(acts.map(({ stage }) => stage)).toEqual(['certified', 'signed', 'certified', 'signed', 'certified', 'signed', 'certified', 'signed', 'acknowledged'])
    expect(new Set(acts.map((act) => ('statementHash' in act ? act.statementHash : ''))).size).toBe(1)
    expect(acts.filter((act) => act.stage === 'certified').map((act) => 'file' in act)).toEqual([false, false, false, false])
    expect([world.device.keysMade, world.service.certificates.size, world.service.accepted.size]).toEqual([1, 1, 1])
  })

  test('an outcome out of its order is a mistake, whatever the stage', () => {
    const outcomes: Outcome[] = [
      { kind: 'derived', baseHash: '' }, { kind: 'key-made', keyThumbprint: '', request: new Uint8Array() }, { kind: 'challenged', challenge: '' },
      { kind: 'stated', statement: '', statementHash: '' }, { kind: 'code-sent', maskedEmail: '', codeExpiresAt: '' },
      { kind: 'certified', certificate: new Uint8Array(), chain: [] }, { kind: 'signed', file: new Uint8Array() }, { kind: 'acknowledged', receipt: {} as Receipt },
    ]
    let act: Act = START
    for (const [index, outcome] of outcomes.entries()) {
      for (const [other, wrong] of outcomes.entries()) {
        if (other === index || (act.stage === 'code-sent' && wrong.kind === 'code-sent')) continue
        expect(() => advance(act, wrong)).toThrow('cannot become')
      }
      act = advance(act, outcome)
    }
    expect(act.stage).toBe('acknowledged')
  })
})
