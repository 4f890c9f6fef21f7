import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'
import type { Presentation } from '../src/core/contract/document.ts'
import type { Language } from './message.ts'
import type { Device } from './party.ts'

export const LANGUAGES = ['vi', 'en'] as const
export const DEVICES = ['phone', 'desk'] as const

/** One text in one form, for one reader. */
export interface TextCase {
  readonly form: Presentation
  readonly text: string
  readonly language: Language
  readonly device: Device
}

/** Every combination. */
export const allCases = (forms: readonly Presentation[], texts: readonly string[]): TextCase[] =>
  forms.flatMap((form) => texts.flatMap((text) => LANGUAGES.flatMap((language) => DEVICES.map((device) => ({ form, text, language, device })))))

/** Breaks, spaces and some marks follow the markup or are the tree's own, so the letters alone are compared. */
export const lettersOf = (text: string): string => text.replaceAll(/[\s'":\\]+/g, '')

/** The words of a page, without its markup. */
export const wordsOf = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replaceAll('&amp;', '&')

/** What a screen reader says of an article: its accessibility tree without the names of roles. Between the served page and the app's own there is none for a moment. */
export async function readAloud(article: Locator): Promise<string> {
  await article.waitFor()
  let tree = ''
  await expect.poll(async () => (tree = await article.ariaSnapshot()), { message: 'an article to read', timeout: 30_000 }).not.toBe('')
  return lettersOf(tree.replaceAll(/^\s*- (\/url: .*|'?[a-z]+)/gm, ' '))
}

/** Whether the last line of the page, or of what scrolls in it, is shown. */
export const atEnd = (page: Page, selector: string | null) => (): Promise<boolean> => page.evaluate((name) => {
  const box = name === null ? document.scrollingElement : document.querySelector(name)
  return box !== null && box.scrollTop + box.clientHeight >= box.scrollHeight - 4
}, selector)

/** By PageDown, one screen after the other, or by End at once. */
export async function readByKeyboard(page: Page, key: 'End' | 'PageDown', isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 400 && !(await isThere()); presses++) await page.keyboard.press(key)
  await expect.poll(isThere, { message: 'the keyboard reaches the end' }).toBe(true)
}

/** Settles when a page of the terms tells, under this name, that its end was shown; the test's own time bounds the wait. */
export function hearEnd(page: Page, name: string): Promise<unknown> {
  const heard = page.evaluate((channel) => new Promise((done) => {
    new BroadcastChannel(channel).addEventListener('message', ({ data }: MessageEvent<{ scrolledPercent: number }>) => data.scrolledPercent >= 99 && done(true))
  }), `countersign reading ${name}`)
  // Whoever fails before it is waited for has failed for that reason, not because its page was closed afterwards.
  heard.catch(() => undefined)
  return heard
}
