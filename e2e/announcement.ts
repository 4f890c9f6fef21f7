import type { Locator, Page } from 'playwright'

declare global {
  interface Window {
    announcements?: string[]
  }
}

/** Writes down whatever changes in a live region of the page, as a screen reader would say it. Call before the page is opened. */
export async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(() => {
    const LIVE = '[role="alert"], [role="status"], output, [aria-live="polite"], [aria-live="assertive"]'
    const heard: string[] = []
    window.announcements = heard
    const say = (region: Element | null | undefined): void => {
      const text = region?.textContent?.trim()
      if (text && heard.at(-1) !== text) heard.push(text)
    }
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        say((target instanceof Element ? target : target.parentElement)?.closest(LIVE))
        for (const added of addedNodes) if (added instanceof Element) for (const region of [added, ...added.querySelectorAll('*')]) if (region.matches(LIVE)) say(region)
      }
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => window.announcements ?? [])
}

/** Presses Tab until the control has the focus, as a person without a mouse does; backwards with `back`. */
export async function tabTo(page: Page, control: Locator, back = false): Promise<void> {
  await control.first().waitFor()
  for (let presses = 0; presses < 300; presses++) {
    if (await control.first().evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
  }
  throw new Error(`the keyboard does not reach ${String(control)}`)
}
