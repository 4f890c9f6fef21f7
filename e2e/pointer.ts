import type { Locator } from 'playwright'
import type { Party } from './party.ts'

const STEPS = 8

/** Drags what stands there by so many pixels: with the mouse on a desk, with a finger on a phone. */
export async function drag({ page, context }: Pick<Party, 'page' | 'context'>, what: Locator, [dx, dy]: readonly [number, number]): Promise<void> {
  await what.scrollIntoViewIfNeeded()
  const box = await what.boundingBox()
  if (!box) throw new Error('what is to be dragged is not there')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const at = (step: number) => ({ x: x + (dx * step) / STEPS, y: y + (dy * step) / STEPS })
  const steps = Array.from({ length: STEPS }, (_, index) => at(index + 1))
  if (!(await page.evaluate(() => navigator.maxTouchPoints > 0))) {
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (const to of steps) await page.mouse.move(to.x, to.y)
    await page.mouse.up()
    return
  }
  const session = await context.newCDPSession(page)
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at(0)] })
  for (const to of steps) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [to] })
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await session.detach()
}
