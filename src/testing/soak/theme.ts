import { gatherSignerSubjects, signMutation } from './signer.ts'
import { gatherSubjects, judgeMutation } from './subject.ts'
import type { Outcome, Subject } from './subject.ts'

/** What is done with mutated files. */
export interface Theme {
  readonly gather: () => Promise<Subject[]>
  readonly attempt: (subject: Subject, seed: number) => Promise<Outcome>
}

/** By the name that `npm run soak -- NAME` takes. */
export const THEMES = {
  /** None may pass when a signed byte was changed. */
  judge: { gather: gatherSubjects, attempt: judgeMutation },
  /** Whatever is signed keeps every byte and every earlier signature; what must be refused is. */
  signer: { gather: gatherSignerSubjects, attempt: signMutation },
} as const satisfies Readonly<Record<string, Theme>>

export type ThemeName = keyof typeof THEMES

export const isThemeName = (name: string): name is ThemeName => Object.hasOwn(THEMES, name)
