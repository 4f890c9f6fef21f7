import { describe, expect, test } from 'vitest'
import { ApiFailure } from '../api/failure.ts'
import { createSendOnce } from './unanswered.ts'

/** A sender whose answers are given beforehand: what it was given to send, and what was made for it. */
function play(answers: readonly (string | ApiFailure)[]) {
  const sent: number[] = []
  let made = 0
  const send = createSendOnce((closed: number) => {
    sent.push(closed)
    const answer = answers[sent.length - 1]
    return answer instanceof ApiFailure ? Promise.reject(answer) : Promise.resolve(answer ?? '')
  })
  return { sent, press: (name: string) => send(name, () => Promise.resolve(++made)).catch((error: unknown) => (error instanceof ApiFailure ? error.code : error)) }
}
const OFFLINE = new ApiFailure('OFFLINE', 0)

describe('an answer that is lost on its way', () => {
  test('the same press sends the same statement again, or somebody would have agreed twice', async () => {
    const { sent, press } = play([OFFLINE, new ApiFailure('SERVICE_FAILED', 502), new ApiFailure('ANSWER_MALFORMED', 200), 'taken', 'taken'])
    expect([await press('a'), await press('a'), await press('a'), await press('a')]).toEqual(['OFFLINE', 'SERVICE_FAILED', 'ANSWER_MALFORMED', 'taken'])
    expect(sent).toEqual([1, 1, 1, 1])
    await press('a')
    expect(sent.at(-1), 'what was answered is over').toBe(2)
  })

  test('another decision is another statement', async () => {
    const { sent, press } = play([OFFLINE, 'taken'])
    await press('a')
    await press('b')
    expect(sent).toEqual([1, 2])
  })

  test('what was refused is not sent again; when only its challenge has passed, the press is closed anew at once', async () => {
    const refused = play([new ApiFailure('VERSION_STALE', 409), 'taken'])
    await refused.press('a')
    await refused.press('a')
    expect(refused.sent).toEqual([1, 2])
    const late = play([OFFLINE, new ApiFailure('CHALLENGE_REFUSED', 409), 'taken'])
    expect([await late.press('a'), await late.press('a')]).toEqual(['OFFLINE', 'taken'])
    expect(late.sent).toEqual([1, 1, 2])
  })
})
