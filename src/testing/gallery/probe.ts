import { trackVisible } from '../../client/consent/visible.ts'
import { measureConsent } from '../../client/consent/measure.ts'
import { judgeConspicuousness } from '../../core/consent/conspicuousness.ts'
import type { ConsentExpectation } from '../../core/consent/measurement.ts'
import type { Finding } from '../../core/consent/statement.ts'

declare global {
  interface Window {
    measureScreen?: (expectation: ConsentExpectation) => Promise<Finding[]>
  }
}

/** The browser looks again after this long. */
const SETTLE_MS = 500

const find = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(selector)

/** Measures a screen of the gallery with the client's own code, inside the page. */
window.measureScreen = async (expectation) => {
  const [advisal, button] = [find('[data-part="advisal"]'), find('[data-part="button"]')]
  const regions = [find('#boxes'), find('#bar')].filter((region) => region !== null)
  if (!advisal || !button) throw new Error('the screen has no sentence or no button')
  const watch = trackVisible([advisal, button])
  await new Promise((done) => setTimeout(done, SETTLE_MS))
  const controls = [...document.querySelectorAll<HTMLInputElement>('#boxes input')].flatMap((box) => {
    const label = box.closest('label')?.querySelector('span')
    return label ? [{ id: box.name, box, label }] : []
  })
  const measurement = measureConsent(
    { advisal, button, decline: find('[data-part="decline"]'), surroundings: find('.around'), controls, regions },
    { shownPercent: 100, screens: [], isVisible: watch.read() },
  )
  return judgeConspicuousness(measurement, expectation)
}
