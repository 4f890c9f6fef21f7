/** What `countersign verify` was asked. */
export interface VerifyArguments {
  readonly files: readonly string[]
  readonly trust: readonly string[]
  readonly policy: string | null
  /** Epoch milliseconds; null for now. */
  readonly at: number | null
  readonly json: boolean
}

const VALUED = ['--trust', '--policy', '--at'] as const
type Valued = (typeof VALUED)[number]

const DATE = /^\d{4}-\d\d-\d\d$/
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i

/** An instant as people type it: ISO 8601, a date alone is its first moment, without an offset it is UTC. Null for anything else. */
export function parseInstant(text: string): number | null {
  const match = DATE_TIME.exec(text)
  if (!DATE.test(text) && match === null) return null
  const zone = match?.[3]?.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2') ?? 'Z'
  const instant = Date.parse(match === null ? `${text}T00:00:00Z` : `${match[1]}T${match[2]}${zone}`)
  return Number.isNaN(instant) ? null : instant
}

/** Null for what is not understood: usage is told then. */
export function parseVerifyArguments(args: readonly string[]): VerifyArguments | null {
  const files: string[] = []
  const values: Record<Valued, string[]> = { '--trust': [], '--policy': [], '--at': [] }
  let json = false
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!
    if (arg === '--') {
      files.push(...args.slice(index + 1))
      break
    }
    // a file whose name begins so stands after `--`
    if (!arg.startsWith('-') || arg === '-') {
      files.push(arg)
      continue
    }
    if (arg === '--json') {
      json = true
      continue
    }
    const equals = arg.indexOf('=')
    const name = VALUED.find((one) => one === (equals < 0 ? arg : arg.slice(0, equals)))
    const value = equals < 0 ? args[++index] : arg.slice(equals + 1)
    if (name === undefined || value === undefined || value === '') return null
    values[name].push(value)
  }
  const [policy = null, secondPolicy] = values['--policy']
  const [given, secondTime] = values['--at']
  const at = given === undefined ? null : parseInstant(given)
  if (files.length === 0 || secondPolicy !== undefined || secondTime !== undefined || (given !== undefined && at === null)) return null
  return { files, trust: values['--trust'], policy, at, json }
}
