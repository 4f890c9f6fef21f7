import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FONT_FILES } from '../../core/typeset/font.ts'
import { ROOT } from '../process.ts'
import { bundle, runInChromium, runInJsc } from './engine.ts'
import { type FontText, derive } from './subject.ts'
import type { Tools } from './tools.ts'

/** Draws over all templates and both languages; each engine derives every one of them. */
const DRAWS = 1000

function encodeFonts(): FontText {
  const read = (name: keyof typeof FONT_FILES): string => readFileSync(join(ROOT, 'public', 'fonts', FONT_FILES[name].file)).toString('base64')
  return { serifRegular: read('serifRegular'), serifSemibold: read('serifSemibold'), sansRegular: read('sansRegular'), sansSemibold: read('sansSemibold') }
}

function compare(name: string, expected: readonly string[], found: readonly string[]): void {
  const differing = expected.filter((line, index) => found[index] !== line).map((line) => line.split(':')[0])
  if (differing.length > 0 || found.length !== expected.length) {
    throw new Error(`${name} derives other bytes than Node for ${differing.length} of ${expected.length} draws, the first ${differing.slice(0, 5).join(', ')}`)
  }
}

/** Draws for one process of the shell. */
const BATCH = 100

async function deriveInJsc(jsc: string, script: string, draws: number): Promise<string[]> {
  const lines: string[] = []
  for (let first = 0; first < draws; first += BATCH) {
    const text = await runInJsc(jsc, script, `subject.derive(given, ${first}, ${Math.min(BATCH, draws - first)})`)
    lines.push(...text.split(' '))
  }
  return lines
}

/** Base revisions are byte-identical in Node (V8), Chromium (V8, the browser build) and JavaScriptCore (what iPhones run). */
export async function checkDeterminism(tools: Pick<Tools, 'jsc'>, draws = DRAWS): Promise<string> {
  const fonts = encodeFonts()
  const script = await bundle(join(import.meta.dirname, 'subject.ts'), fonts)
  const [jsc, chromium] = await Promise.all([deriveInJsc(tools.jsc, script, draws), runInChromium(script, `subject.derive(given, 0, ${draws})`)])
  const expected = (await derive(fonts, 0, draws)).split(' ')
  compare(`Chromium ${chromium.version}`, expected, chromium.text.split(' '))
  compare('JavaScriptCore', expected, jsc)
  return `${expected.length} draws; Chromium ${chromium.version}`
}
