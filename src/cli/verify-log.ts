import { readFile } from 'node:fs/promises'
import { parseNoteKey } from '../core/log/note.ts'
import type { LogTrust } from '../core/evidence/examine/certificate-log.ts'

function isTrust(value: unknown): value is LogTrust {
  if (typeof value !== 'object' || value === null) return false
  const { root, verifiers, since } = value as Record<string, unknown>
  return typeof root === 'string' && typeof since === 'number' && Array.isArray(verifiers) && verifiers.every((verifier) => typeof verifier === 'string')
}

/** What a `log.json` says of an authority's log; null when there is no such file. Throws when it is none. */
export async function readLogTrust(path: string): Promise<LogTrust | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const value: unknown = JSON.parse(text)
  if (!isTrust(value)) throw new Error('not a log trust file')
  value.verifiers.forEach(parseNoteKey)
  return value
}
