// npm test: everything a change must pass that needs no other program than Node and a browser.
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { installChromium } from './browser/chromium.ts'
import { checkBuildSize } from './build-size.ts'
import { run, runOrFail } from './process.ts'
import { type Step, type StepResult, close, runSteps } from './step.ts'

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
})

/** Runs Vitest and counts; a suite that skips a test or runs none has failed. */
async function runVitest(args: readonly string[]): Promise<StepResult> {
  const file = join(await mkdtemp(join(tmpdir(), 'vitest-')), 'report.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const { code, output } = await run('vitest', ['run', ...reporters, ...args], { timeout: 2_400_000 })
  const written = await readFile(file, 'utf8').catch(() => null)
  if (written === null) throw new Error(output.slice(-8000))
  const report = reportSchema.parse(JSON.parse(written))
  const skipped = report.numPendingTests + report.numTodoTests
  const wrong = report.numFailedTests || (code !== 0 || !report.success || skipped > 0 || report.numPassedTests === 0 ? 1 : 0)
  const remark = `${report.numPassedTests} tests${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return { passed: report.numPassedTests, failed: wrong, remark, output: output.slice(-12_000) }
}

const quietly = async (command: string, args: readonly string[]): Promise<void> => void (await runOrFail(command, args))

const STEPS: readonly Step[] = [
  { name: 'build', run: () => quietly('vite', ['build', '--logLevel', 'error']) },
  { name: 'lint', run: () => quietly('oxlint', ['--deny-warnings', '--type-aware']) },
  { name: 'types', run: () => quietly('tsc', ['--noEmit']) },
  { name: 'units', run: () => runVitest([]) },
  { name: 'size of what the buyer loads', run: checkBuildSize },
  { name: 'Chromium', run: installChromium },
  { name: 'journeys in the browser', run: () => runVitest(['--config', 'e2e/vitest.config.ts']) },
]

close(await runSteps(STEPS, { stopAtFailure: true }))
