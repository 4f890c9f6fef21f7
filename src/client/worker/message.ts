/** What a worker can be asked for, by name, and what it answers. */
export interface CommandTable {
  readonly [name: string]: { readonly input: unknown; readonly output: unknown }
}

/** One call as it crosses over to the worker. */
export type Request<Commands> = { readonly [Name in keyof Commands & string]: { readonly call: number; readonly name: Name; readonly input: InputOf<Commands, Name> } }[keyof Commands & string]

export type InputOf<Commands, Name extends keyof Commands> = Commands[Name] extends { readonly input: infer Input } ? Input : never
export type OutputOf<Commands, Name extends keyof Commands> = Commands[Name] extends { readonly output: infer Output } ? Output : never

/** What comes back: any number of phases (whatever worker and page agree on), then one end. */
export type Answer<Phase = string> =
  | { readonly call: number; readonly kind: 'phase'; readonly phase: Phase }
  | { readonly call: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly call: number; readonly kind: 'failed'; readonly code: string; readonly message: string; readonly details: Readonly<Record<string, string | number>> }
