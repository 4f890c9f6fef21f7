import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ROOT } from '../src/testing/process.ts'

export type Language = 'vi' | 'en'

const FOLDER = join(ROOT, 'src', 'client', 'messages')

function load(language: Language): ReadonlyMap<string, unknown> {
  const files = globSync(join(FOLDER, language, '*.json')).sort((a, b) => basename(a).localeCompare(basename(b)))
  return new Map(files.flatMap((file) => Object.entries<unknown>(JSON.parse(readFileSync(file, 'utf8')))))
}

const MESSAGES = { vi: load('vi'), en: load('en') } as const

/** The interface's own words, so that a journey presses what a person reads; `{name}` is filled from `values`. */
export function say(language: Language, key: string, values: Readonly<Record<string, string>> = {}): string {
  const message = MESSAGES[language].get(key)
  if (typeof message !== 'string') throw new Error(`no message ${key} in ${language}`)
  return message.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** As `say`, for a message whose values the journey does not know: a pattern that leaves them open. */
export function pattern(language: Language, key: string): RegExp {
  const open = say(language, key).split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(open.join('.+?'))
}
