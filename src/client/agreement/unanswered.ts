import { isFailure } from '../api/failure.ts'

/** What was closed by a press and has had no answer yet. */
interface Kept<Closed> {
  readonly press: string
  readonly closed: Closed
}

/** Whether the service may have taken what was sent all the same: nothing came back, or nothing of its own. */
const isOpen = (error: unknown): boolean => isFailure(error) && (error.status === 0 || error.status >= 500 || error.code === 'ANSWER_MALFORMED')
/** The challenge of what was closed has passed, so that it was never taken. */
const isOver = (error: unknown): boolean => isFailure(error, 'CHALLENGE_REFUSED')

export type SendOnce<Closed, Answer> = (press: string, close: () => Promise<Closed>) => Promise<Answer>

/**
 * Sends what a press closes. While it is unknown whether it arrived, the same press again sends the very same statement: an answer that was lost on its
 * way makes no second acceptance. `press` names everything the person decided; another decision is closed anew.
 */
export function createSendOnce<Closed, Answer>(send: (closed: Closed) => Promise<Answer>): SendOnce<Closed, Answer> {
  let kept: Kept<Closed> | null = null
  const attempt = async (one: Kept<Closed>): Promise<Answer> => {
    kept = one
    try {
      const answer = await send(one.closed)
      kept = null
      return answer
    } catch (error) {
      if (!isOpen(error)) kept = null
      throw error
    }
  }
  return async (press, close) => {
    if (kept?.press === press) {
      try {
        return await attempt(kept)
      } catch (error) {
        if (!isOver(error)) throw error
      }
    }
    return attempt({ press, closed: await close() })
  }
}
