import { run } from '../process.ts'

const HOUR = 3_600_000

/** Runs the journey of the long texts with every combination instead of the chosen ones. */
export async function presentTexts(): Promise<{ passed: number; failed: number }> {
  const start = performance.now()
  const { code, output } = await run('node', ['node_modules/vitest/vitest.mjs', 'run', '--config', 'e2e/vitest.config.ts', 'long-text'], { env: { TEXT_MATRIX: 'full' }, timeout: HOUR })
  const count = (word: string): number => Number(new RegExp(`Tests .*?(\\d+) ${word}`).exec(output)?.[1] ?? 0)
  const passed = count('passed')
  const failed = Math.max(count('failed'), code === 0 && passed > 0 ? 0 : 1)
  if (failed > 0) process.stdout.write(`${output.slice(-8000)}\n`)
  process.stdout.write(`text: ${passed} passed in ${Math.round((performance.now() - start) / 1000)} s\n`)
  return { passed, failed }
}
