import { useSyncExternalStore } from 'react'
import type { Language } from '../../protocol/session.ts'
import { isLocale, overwriteGetLocale } from '../messages/generated/runtime.js'

const STORE = 'countersign.language'

function remembered(): string | null {
  try {
    return localStorage.getItem(STORE)
  } catch {
    return null
  }
}

/** The address's `?lang=`, what this device remembers, what the browser prefers, Vietnamese: in this order. */
function detect(): Language {
  const wishes = [new URLSearchParams(location.search).get('lang'), remembered(), ...navigator.languages.map((tag) => tag.split('-')[0])]
  return wishes.find((wish) => isLocale(wish)) ?? 'vi'
}

let current: Language = detect()
const listeners = new Set<() => void>()

overwriteGetLocale(() => current)
document.documentElement.lang = current

/** The interface's language now; every message function reads it. It never changes contract text. */
export function currentLocale(): Language {
  return current
}

/** Switches the interface at once, without a reload, and remembers it on this device. */
export function changeLocale(locale: Language): void {
  current = locale
  document.documentElement.lang = locale
  try {
    localStorage.setItem(STORE, locale)
  } catch {
    // a browser that stores nothing still switches
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Renders again when the language changes. */
export function useLocale(): Language {
  return useSyncExternalStore(subscribe, currentLocale)
}
