/** What is being done, in the words that a waiting person is told; `done` of `count` where it is done signature by signature. */
export type Phase = 'parse' | 'changes' | 'hash' | 'path' | 'cryptography' | 'agreement' | 'derivation'

export type OnPhase = (phase: Phase, done?: number, count?: number) => void

export const ignorePhase: OnPhase = () => {}
