import { isCodedError } from '../../core/bytes/error.ts'
import type { Answer, InputOf, OutputOf, Request } from './message.ts'

/** How each command is done; `onPhase` tells the page how far it is. */
export type Performers<Commands, Phase> = {
  readonly [Name in keyof Commands & string]: (input: InputOf<Commands, Name>, onPhase: (phase: Phase) => void) => OutputOf<Commands, Name> | Promise<OutputOf<Commands, Name>>
}

/** Answers every call of a worker's port. What fails without a code of its own fails with `fallback`. */
export function serve<Commands, Phase = never>(performers: Performers<Commands, Phase>, fallback: string): void {
  const answer = (message: Answer<Phase>): void => globalThis.postMessage(message, { transfer: [] })
  const perform = async ({ call, name, input }: Request<Commands>): Promise<unknown> => performers[name](input, (phase) => answer({ call, kind: 'phase', phase }))
  globalThis.addEventListener('message', ({ data }: MessageEvent<Request<Commands>>) => {
    perform(data).then(
      (value) => answer({ call: data.call, kind: 'done', value }),
      (error: unknown) => {
        const coded = isCodedError(error) ? error : null
        answer({ call: data.call, kind: 'failed', code: coded?.code ?? fallback, message: error instanceof Error ? error.message : String(error), details: coded?.details ?? {} })
      },
    )
  })
}
