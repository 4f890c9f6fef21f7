import { encodeUtf8 } from '../../core/bytes/text.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { judgeConspicuousness } from '../../core/consent/conspicuousness.ts'
import type { ConsentExpectation, MeasuredScreen } from '../../core/consent/measurement.ts'
import type { Finding } from '../../core/consent/statement.ts'
import { measureConsent, serializeRegions } from './measure.ts'
import { settleVisible } from './visible.ts'

/** What a press is measured on. */
export interface PressInput {
  /** null where the form has no boxes. */
  readonly boxes: HTMLElement | null
  readonly bar: HTMLElement
  /** The terms on the page, where they stand there. */
  readonly terms: HTMLElement | null
  readonly shownPercent: number | null
  /** Earlier screens of the flow. */
  readonly screens: readonly MeasuredScreen[]
  /** What the browser says now of what may cover the region. */
  readonly isVisible: () => boolean | null
  readonly expectation: ConsentExpectation
  /** The part that holds this agreement's sentence, where several stand over one button. */
  readonly sentence?: string
}

export interface MeasuredPress {
  /** The consent region as it stood. */
  readonly snapshot: string
  readonly snapshotHash: string
  readonly conspicuousness: readonly Finding[]
}

/**
 * Measures and judges the consent region at the moment of the press; null when a part of it is missing. Only whether something covers it is waited for, below a
 * second: the browser's word comes late after scrolling.
 */
export async function measurePress({ boxes, bar, terms, shownPercent, screens, isVisible, expectation, sentence = 'advisal' }: PressInput): Promise<MeasuredPress | null> {
  const part = (name: string) => bar.querySelector<HTMLElement>(`[data-part="${name}"]`)
  const [advisal, button, decline] = [part(sentence), part('button'), part('decline')]
  if (!advisal || !button || !decline) return null
  const regions = boxes ? [boxes, bar] : [bar]
  const controls = [...(boxes?.querySelectorAll<HTMLInputElement>('input[type="checkbox"]') ?? [])].flatMap((box) => {
    const label = box.closest('label')?.querySelector('span')
    return label ? [{ id: box.name, box, label }] : []
  })
  const surroundings = terms?.querySelector<HTMLElement>('p:not(.meta)') ?? null
  const measurement = measureConsent({ advisal, button, decline, surroundings, controls, regions }, { shownPercent, screens, isVisible: null })
  const snapshot = serializeRegions(regions)
  return { snapshot, snapshotHash: sha256Hex(encodeUtf8(snapshot)), conspicuousness: judgeConspicuousness({ ...measurement, isVisible: await settleVisible(isVisible) }, expectation) }
}
