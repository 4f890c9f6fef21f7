import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'
import type { Party } from './party.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Fails, naming rule and element, when axe finds anything wrong with the page as it is now. */
export async function checkAccess(page: Page, state: string): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))))
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  if (violations.length === 0) return
  const list = violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary ?? ''}`))
  throw new Error(`${state}: ${violations.length} accessibility violations\n${list.join('\n')}`)
}

/** Fails, naming what sticks out, when a page is wider than its screen: on a phone its text would be cut off. */
export async function checkWidth(page: Page, state: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= limit) return []
    const names = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > limit + 1)
    return names.slice(0, 5).map((element) => `${element.tagName.toLowerCase()}.${element.className} to ${Math.round(element.getBoundingClientRect().right)} of ${limit}`)
  })
  if (wide.length > 0) throw new Error(`${state} is wider than the screen:\n${wide.join('\n')}`)
}

/** Both checks on what a person sees now. */
export async function checkState({ page, language }: Party, state: string): Promise<void> {
  const name = `${state} (${language}, ${page.viewportSize()?.width ?? 0} px)`
  await checkWidth(page, name)
  await checkAccess(page, name)
}
