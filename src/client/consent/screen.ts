import type { MeasuredScreen } from '../../core/consent/measurement.ts'

/** What a screen of the flow offers as it is left: the words of its way on, whether a way to say no was there, boxes ticked from the start. */
export function measureScreen(name: string): MeasuredScreen {
  const forward = document.querySelector<HTMLElement>('[data-part="forward"]')
  const decline = document.querySelector<HTMLElement>('[data-part="decline"]')
  const ticked = [...document.querySelectorAll<HTMLInputElement>('main input[type="checkbox"]')].filter((box) => box.defaultChecked)
  return { name, forward: forward?.innerText ?? '', canDecline: decline !== null, ticked: ticked.length }
}
