import { resolve } from 'node:path'
import { isCodedError } from '../core/bytes/error.ts'
import type { Settings } from '../server/settings.ts'

/** sysexits.h's EX_USAGE: the arguments make no sense. */
export const EXIT_USAGE = 64

/** Says how a command is used; gives its exit status. */
export function tellUsage(usage: string): number {
  process.stderr.write(usage)
  return EXIT_USAGE
}

/** A path as seen from where the command was typed: npm runs commands in the project's folder. */
export const fromCaller = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path)

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Says why a command could not do its work; gives its exit status. */
export function tellFailure(error: unknown): number {
  process.stderr.write(isCodedError(error) ? `${error.code}: ${error.message}\n` : `${(error as Error).message}\n`)
  return 1
}

/** The settings of the environment, with the data folder's place. */
export async function readSettings(root: string): Promise<Settings> {
  const { parseSettings } = await import('../server/settings.ts')
  const settings = parseSettings(process.env)
  return { ...settings, dataFolder: resolve(root, settings.dataFolder) }
}
