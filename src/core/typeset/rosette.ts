import { TURN, UNIT, cosine, sine } from './wave.ts'

/** One closed curve of the seal, drawn `copies` times, each turned by a further `1/(waves · copies)` of a full turn. */
export interface SealPath {
  /** Points of the curve as x, y, … in whole numbers; the centre is 0, 0 and the rim is at 1000. */
  readonly points: readonly number[]
  readonly waves: number
  readonly copies: number
  /** Stroke width in the same units. */
  readonly width: number
}

/** Radius units of the whole drawing, rim and stroke included. */
export const SEAL_RADIUS = 1010

interface Harmonic {
  /** Waves in `turns` turns. */
  readonly waves: number
  readonly depth: number
  readonly phase: number
}

/** A curve whose radius swings around `radius`; closed after `turns` turns. */
function trace(radius: number, turns: number, harmonics: readonly Harmonic[], steps: number): number[] {
  const points: number[] = []
  for (let step = 0; step < steps; step++) {
    const angle = Math.floor((step * turns * TURN) / steps)
    let swing = radius * UNIT
    for (const { waves, depth, phase } of harmonics) swing += depth * sine(Math.floor((step * waves * TURN) / steps) + phase)
    const reach = Math.round(swing / UNIT)
    points.push(Math.round((reach * cosine(angle)) / UNIT), Math.round((reach * sine(angle)) / UNIT))
  }
  return points
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

/**
 * The guilloche rosette of a hash (32 bytes): a braided rim, a woven ring and a flower, whose waves, depths, strands and phases the bytes
 * choose. Whole numbers and a table only, so every engine draws the same curves. For comparing by eye; it proves nothing.
 */
export function computeSeal(hash: Uint8Array): SealPath[] {
  const byte = (index: number) => hash[index] ?? 0
  const choose = (index: number, count: number) => byte(index) % count
  const phase = (index: number) => byte(index) * 256

  const rimWaves = 9 + choose(0, 14)
  const rimCopies = 3 + choose(1, 3)
  const rimDepth = 75 + choose(2, 6) * 13
  const rim = trace(985 - rimDepth, 1, [{ waves: rimWaves, depth: rimDepth, phase: phase(3) }], rimWaves * 8)

  const turns = [3, 4, 5, 7][choose(4, 4)] ?? 4
  let weave = turns * (2 + choose(5, 5)) + 1 + choose(6, turns)
  while (greatestCommonDivisor(weave, turns) !== 1) weave++
  const weaveDepth = 105 + choose(7, 6) * 15
  const inside = 985 - 2 * rimDepth - 30
  const ring = trace(inside - weaveDepth, turns, [{ waves: weave, depth: weaveDepth, phase: phase(8) }], Math.max(weave * 8, turns * 24))

  const petals = 3 + choose(9, 7)
  const petalCopies = petals > 5 ? 2 + choose(10, 2) : 3 + choose(10, 3)
  const heart = Math.max(330, Math.min(460, inside - 2 * weaveDepth + 40))
  const petalDepth = Math.floor((heart * (30 + choose(11, 5) * 4)) / 100)
  const echo = Math.floor((petalDepth * choose(12, 4)) / 12)
  const flower = trace(heart - petalDepth, 1, [
    { waves: petals, depth: petalDepth - echo, phase: phase(13) },
    { waves: petals * 2, depth: echo, phase: phase(14) },
  ], Math.max(petals * 12, 48))

  return [
    { points: trace(1000, 1, [], 24), waves: 1, copies: 1, width: 12 },
    { points: rim, waves: rimWaves, copies: rimCopies, width: 11 },
    { points: ring, waves: 1, copies: 1, width: 12 },
    { points: flower, waves: petals, copies: petalCopies, width: 11 },
  ]
}

/** A closed, smooth curve through points: the start, then control points and end of each cubic segment, in whole numbers. */
export function smooth(points: readonly number[]): { readonly start: readonly [number, number]; readonly segments: readonly (readonly number[])[] } {
  const count = points.length / 2
  const at = (index: number): readonly [number, number] => {
    const place = ((index % count) + count) % count
    return [points[place * 2] ?? 0, points[place * 2 + 1] ?? 0]
  }
  const segments = Array.from({ length: count }, (_, index) => {
    const [[ax, ay], [bx, by], [cx, cy], [dx, dy]] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    return [bx + Math.round((cx - ax) / 6), by + Math.round((cy - ay) / 6), cx - Math.round((dx - bx) / 6), cy - Math.round((dy - by) / 6), cx, cy]
  })
  return { start: at(0), segments }
}

/** Angles of a path's copies, in 1/65,536 turns. */
export function turnsOf(path: SealPath): number[] {
  return Array.from({ length: path.copies }, (_, copy) => Math.round((copy * TURN) / (path.waves * path.copies)))
}

const SVG_UNITS = 1 / UNIT
const decimal = (value: number) => String(Math.round(value * 1e5) / 1e5)

/** The rosette as an SVG element in the current colour, `label` as its accessible name. */
export function sealSvg(hash: Uint8Array, label: string): string {
  const name = label.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
  const paths = computeSeal(hash).flatMap((path) => {
    const { start, segments } = smooth(path.points)
    const d = `M${start.join(' ')}${segments.map((segment) => `C${segment.join(' ')}`).join('')}Z`
    return turnsOf(path).map((angle) => {
      const [cos, sin] = [decimal(cosine(angle) * SVG_UNITS), decimal(sine(angle) * SVG_UNITS)]
      return `<path stroke-width="${path.width}" transform="matrix(${cos} ${sin} ${decimal(-sine(angle) * SVG_UNITS)} ${cos} 0 0)" d="${d}"/>`
    })
  })
  return `<svg viewBox="${-SEAL_RADIUS} ${-SEAL_RADIUS} ${SEAL_RADIUS * 2} ${SEAL_RADIUS * 2}" fill="none" stroke="currentColor" stroke-linejoin="round" role="img" aria-label="${name}">${paths.join('')}</svg>`
}
