import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../process.ts'

/** Where the files of a deployment are. */
export const DEPLOY = join(ROOT, 'src', 'server', 'deploy')
export const readDeployFile = (name: 'compose.yaml' | 'Containerfile' | 'Caddyfile'): string => readFileSync(join(DEPLOY, name), 'utf8')

/** The variables that `compose.yaml` wants in `.env`. */
export function listVariables(): string[] {
  return [...new Set([...readDeployFile('compose.yaml').matchAll(/\$\{(\w+):\?\}/g)].map(([, name]) => name!))]
}

/** The settings that an app's container starts with: what the image says, then what the compose file does with these values of `.env`. Throws for a value that is not given. */
export function readEnvironment(values: Readonly<Record<string, string>>): Record<string, string> {
  const [, block = ''] = /environment: &environment\n((?: {4}[A-Z_0-9]+: .*\n)+)/.exec(readDeployFile('compose.yaml')) ?? []
  const given = block.trimEnd().split('\n').map((line) => {
    const [, name = '', text = ''] = /^ {4}([A-Z_0-9]+): (.*)$/.exec(line) ?? []
    return [name, text.replace(/\$\{(\w+):\?\}/g, (_whole, variable: string) => values[variable] ?? missing(variable))] as const
  })
  const [, own = ''] = /^ENV (.*)$/m.exec(readDeployFile('Containerfile')) ?? []
  if (own === '' || given.some(([name]) => name === '')) throw new Error('the deployment’s settings are not where they were')
  return { ...Object.fromEntries([...own.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name!, value!])), ...Object.fromEntries(given) }
}

function missing(variable: string): never {
  throw new Error(`${variable} is not given`)
}
