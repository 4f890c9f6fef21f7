/** One named piece of a long check. It throws when it fails; the text it returns is shown beside its name. */
export interface Step {
  readonly name: string
  run(): Promise<StepResult | string | void>
}

/** What a step that counts its own tests gives back. */
export interface StepResult {
  readonly passed: number
  readonly failed: number
  readonly remark?: string
  /** Shown when something failed. */
  readonly output?: string
}

export interface Tally {
  readonly passed: number
  readonly failed: number
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`.padStart(8)

function show(mark: string, name: string, ms: number, remark: string): void {
  process.stdout.write(`${mark} ${name.padEnd(44)} ${seconds(ms)}${remark ? `   ${remark}` : ''}\n`)
}

function indent(text: string): string {
  return text.trimEnd().split('\n').map((line) => `    ${line}`).join('\n')
}

async function runStep(step: Step): Promise<Tally> {
  const start = performance.now()
  try {
    const result = await step.run()
    const counted = typeof result === 'object' ? result : { passed: 1, failed: 0, remark: result ?? '' }
    show(counted.failed > 0 ? '✗' : '✓', step.name, performance.now() - start, counted.remark ?? '')
    if (counted.failed > 0 && 'output' in counted) process.stdout.write(`${indent(counted.output ?? '')}\n`)
    return { passed: counted.passed, failed: counted.failed }
  } catch (error) {
    show('✗', step.name, performance.now() - start, '')
    process.stdout.write(`${indent(error instanceof Error ? (error.message || String(error.stack)) : String(error))}\n`)
    return { passed: 0, failed: 1 }
  }
}

/** Runs steps one after the other and prints a line for each; `stopAtFailure` leaves the rest out once one failed. */
export async function runSteps(steps: readonly Step[], options: { readonly stopAtFailure: boolean }): Promise<Tally> {
  let [passed, failed] = [0, 0]
  for (const step of steps) {
    const tally = await runStep(step)
    passed += tally.passed
    failed += tally.failed
    if (failed > 0 && options.stopAtFailure) break
  }
  return { passed, failed }
}

/** The plain last line of a check, and the exit code that belongs to it. */
export function close(tally: Tally): void {
  process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`)
  process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1
}
