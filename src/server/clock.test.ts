import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestService, type TestService } from './fixture/service.ts'
import { offerSample } from './fixture/party.ts'
import { createClock } from './clock.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

test('a clock set back a little stands still, set back far gives no time, and goes on once it is right', () => {
  let now = 1_000_000
  const clock = createClock(() => now)
  expect(clock()).toBe(1_000_000)
  now -= 30_000
  expect(clock()).toBe(1_000_000)
  now -= 60_000
  expect(() => clock()).toThrow(expect.objectContaining({ code: 'CLOCK_BEHIND' }))
  now = 1_000_001
  expect(clock()).toBe(1_000_001)
})

test('while the clock is behind nothing is signed, by a code of its own; afterwards everything goes on', async () => {
  const { token } = await offerSample(service)
  const ask = () => service.ask('POST', `/api/offers/${token}/challenge`, { keyThumbprint: 'A'.repeat(43) })
  service.advance(-3_600_000)
  const answer = await ask()
  expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([503, 'CLOCK_BEHIND'])
  expect((await service.ask('GET', '/api/health')).statusCode).toBe(200)
  service.advance(3_600_000)
  expect((await ask()).statusCode).toBe(200)
})
