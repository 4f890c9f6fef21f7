import { computeContrast, layColour, parseColour } from '../../../core/consent/colour.ts'
import type { Colour } from '../../../core/consent/colour.ts'

/** Text against its ground: what a host may ask for (7:1), so that what lies between them can still be read (WCAG 2.2, 1.4.3: 4.5:1; 1.4.11: 3:1). */
const PAIR = 7
const TEXT = 4.6
const EDGE = 3.1

const rgb = (red: number, green: number, blue: number): Colour => ({ red, green, blue, alpha: 1 })
const LINKS = [rgb(29, 75, 158), rgb(157, 189, 245)]
/** For light and for dark grounds. */
const VERDICTS = { pass: [rgb(20, 104, 74), rgb(124, 211, 172)], doubt: [rgb(125, 82, 0), rgb(233, 184, 87)], fail: [rgb(135, 25, 74), rgb(243, 148, 184)] } as const

const write = ({ red, green, blue }: Colour): string => `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`
const mix = (share: number, upper: Colour, lower: Colour): Colour => layColour({ ...upper, alpha: share }, lower)

/** The faintest mixture of ink into the ground that has this contrast. */
function faintest(ink: Colour, ground: Colour, contrast: number): Colour {
  for (let share = 0.3; share < 1; share += 0.05) {
    const mixed = mix(share, ink, ground)
    if (computeContrast(mixed, ground) >= contrast) return mixed
  }
  return ink
}

const readable = (choices: readonly Colour[], ink: Colour, ground: Colour): Colour => choices.find((choice) => computeContrast(choice, ground) >= TEXT) ?? ink

/**
 * The frame's whole palette from a host's pair of computed colours, by the names of `style.css`; null where the pair cannot be read, is not opaque or has less
 * than 7:1: then the frame keeps its own.
 */
export function derivePalette(inkText: string, surfaceText: string): Readonly<Record<string, string>> | null {
  const [ink, surface] = [parseColour(inkText), parseColour(surfaceText)]
  if (ink?.alpha !== 1 || surface?.alpha !== 1 || computeContrast(ink, surface) < PAIR) return null
  const isDark = computeContrast(surface, rgb(255, 255, 255)) > computeContrast(surface, rgb(0, 0, 0))
  const [soft, strong, wash] = [faintest(ink, surface, TEXT), faintest(ink, surface, EDGE), mix(0.07, ink, surface)]
  const verdicts = Object.entries(VERDICTS).flatMap(([name, choices]) => {
    const colour = readable(choices, ink, surface)
    return [[`--${name}`, write(colour)], [`--${name}-wash`, write(mix(0.1, colour, surface))]] as const
  })
  return Object.fromEntries([
    ['color-scheme', isDark ? 'dark' : 'light'],
    ...['--surface', '--desk', '--field', '--action-ink'].map((name) => [name, write(surface)] as const),
    ...['--ink', '--action'].map((name) => [name, write(ink)] as const),
    ['--ink-soft', write(soft)], ['--rule', write(mix(0.16, ink, surface))], ['--rule-strong', write(strong)], ['--wash', write(wash)], ['--chip', write(wash)], ['--chip-rule', write(strong)],
    ['--link', write(readable(LINKS, ink, surface))], ['--lift', 'none'], ...verdicts,
  ])
}
