import { sessionCodeAnswerSchema, sessionSchema } from '../../protocol/session.ts'
import type { Language, Session } from '../../protocol/session.ts'
import { isFailure } from './failure.ts'
import { requestJson, requestNothing } from './request.ts'

/** The seller's session, or null for a stranger. */
export async function fetchSession(): Promise<Session | null> {
  try {
    return await requestJson(sessionSchema, '/api/session')
  } catch (error) {
    if (isFailure(error, 'SESSION_REQUIRED')) return null
    throw error
  }
}

export function requestSessionCode(email: string, language: Language): Promise<{ sent: true; expiresAt: string }> {
  return requestJson(sessionCodeAnswerSchema, '/api/session/code', { method: 'POST', json: { email, language } })
}

export function openSession(email: string, code: string): Promise<Session> {
  return requestJson(sessionSchema, '/api/session', { method: 'POST', json: { email, code } })
}

export function closeSession(): Promise<void> {
  return requestNothing('/api/session', { method: 'DELETE' })
}
