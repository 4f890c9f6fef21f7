import { timingSafeEqual } from 'node:crypto'
import type { DataPlace } from '../../protocol/data-consent.ts'
import type { Parts } from '../parts.ts'
import { readAsking } from './place.ts'

const LIFE = 30 * 60_000

const tie = ({ vault }: Pick<Parts, 'vault'>, name: string, keyThumbprint: string, expiresAt: string): string => vault.lookup('data-consent-challenge', `${name}\n${keyThumbprint}\n${expiresAt}`)

/** A number that only a statement closed now, here and for this key can name. Nothing is stored: a key signs once, so a statement cannot be sent twice. */
export async function createDataChallenge(parts: Parts, place: DataPlace, keyThumbprint: string): Promise<{ challenge: string }> {
  const { name } = await readAsking(parts, parts.store, place)
  const expiresAt = String(parts.clock() + LIFE)
  return { challenge: `${expiresAt}.${tie(parts, name, keyThumbprint, expiresAt)}` }
}

/** Whether a challenge was given for this place and key, and has not run out. */
export function checkDataChallenge(parts: Parts, name: string, keyThumbprint: string, challenge: string): boolean {
  const [expiresAt = '', given = ''] = challenge.split('.')
  const expected = tie(parts, name, keyThumbprint, expiresAt)
  return Number(expiresAt) > parts.clock() && given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
}
