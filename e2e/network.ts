import type { BrowserContext, Request, Route } from 'playwright'

/** What the browser asks the service for in an act of signing, in order. */
export const ASKED = {
  challenge: /\/api\/offers\/[^/]+\/challenge$/,
  intent: /\/api\/offers\/[^/]+\/intents\/[0-9a-f]{64}$/,
  certificate: /\/intents\/[0-9a-f]{64}\/certificate$/,
  timestamp: /\/pki\/tsa$/,
  upload: /\/acceptance\/[0-9a-f]{64}$/,
} as const
export type Asked = keyof typeof ASKED

/** Before it leaves; or when the service has done what it was asked and only the answer is lost. */
export type CutAt = 'request' | 'answer'

/** A request that was stopped, and the bytes it carried. */
export interface Stopped {
  readonly asked: Asked
  readonly at: CutAt
  readonly body: Buffer | null
  /** What the service had answered. */
  readonly answer: { readonly status: number; readonly text: string } | null
}

export type OnStop = (route: Route, stopped: Stopped) => Promise<void>

/** The line is cut: the page learns that no answer comes. */
export const cut: OnStop = (route) => route.abort('connectionfailed')

/** Nothing comes at all: what a page sees that is closed or reloaded meanwhile. */
export const hang: OnStop = () => Promise.resolve()

/**
 * Stops the requests of an act by plan: the first of a kind as the first of its list says, and so on; what is beyond the list passes.
 * Requests that pass or are done reach the real service unchanged. Gives what was stopped, growing, and a way to wait for the next.
 */
export async function stopRequests(context: BrowserContext, plan: Readonly<Partial<Record<Asked, readonly CutAt[]>>>, onStop: OnStop) {
  const stopped: Stopped[] = []
  const passed: Request[] = []
  const waiting: (() => void)[] = []
  for (const [name, pattern] of Object.entries(ASKED)) {
    const asked = name as Asked
    const left = [...(plan[asked] ?? [])]
    await context.route(pattern, async (route, request) => {
      const at = left.shift()
      if (at === undefined) {
        passed.push(request)
        return route.continue()
      }
      const answered = at === 'answer' ? await route.fetch({ maxRedirects: 0 }) : null
      const entry: Stopped = { asked, at, body: request.postDataBuffer(), answer: answered && { status: answered.status(), text: await answered.text() } }
      await onStop(route, entry)
      stopped.push(entry)
      for (const done of waiting.splice(0)) done()
    })
  }
  return {
    stopped,
    passed,
    /** Waits until so many requests were stopped. */
    reach: async (count: number): Promise<void> => {
      while (stopped.length < count) {
        let timer: ReturnType<typeof setTimeout> | undefined
        await Promise.race([
          new Promise<void>((done) => waiting.push(done)),
          new Promise<never>((_done, failed) => {
            timer = setTimeout(() => failed(new Error(`only ${stopped.length} of ${count} requests were stopped: ${stopped.map(({ asked, at }) => `${asked} ${at}`).join(', ')}`)), 40_000)
          }),
        ]).finally(() => clearTimeout(timer))
      }
    },
  }
}
