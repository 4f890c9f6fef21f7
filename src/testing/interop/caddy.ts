import { spawn } from 'node:child_process'
import { X509Certificate, createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEPLOY, readDeployFile } from '../deploy/compose.ts'
import { environment, runOrFail } from '../process.ts'

/** Debian's Caddy with the deployment's own file, over https by a certificate authority of its own. */
export interface Caddy {
  /** Of that authority, PEM. */
  readonly root: string
  /** SHA-256 of the key of what issues the name's certificate, as browsers are told which to believe (base64). */
  readonly issuerPin: string
  /** Which processes are at work on a request just now, as `address:port`. */
  listBusy(): Promise<readonly string[]>
  [Symbol.asyncDispose](): Promise<void>
}

export interface CaddyChoice {
  /** PUBLIC_HOST, with its port. */
  readonly host: string
  readonly httpPort: number
  readonly adminPort: number
  /** Port of the apps, and who tells their addresses. */
  readonly appPort: number
  readonly names: string
}

/** The deployment's file as it is, but for the ports that a test can have and the name service to ask. */
function adapt({ host, httpPort, adminPort, appPort, names }: CaddyChoice): string {
  const text = readDeployFile('Caddyfile')
  const upstream = /dynamic a app \d+ \{/
  if (!upstream.test(text)) throw new Error('the Caddyfile does not ask for the app’s processes as it did')
  const options = [`admin localhost:${adminPort}`, `http_port ${httpPort}`, `https_port ${new URL(`https://${host}`).port}`, 'skip_install_trust']
  return `{\n${options.map((line) => `\t${line}\n`).join('')}}\n${text.replace(upstream, `dynamic a app ${appPort} {\n\t\t\tresolvers udp/${names}`)}`
}

async function waitFor(what: string, isThere: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await isThere()) return
    await new Promise((later) => setTimeout(later, 50))
  }
  throw new Error(`${what} does not come`)
}

export async function startCaddy(choice: CaddyChoice): Promise<Caddy> {
  const folder = await mkdtemp(join(tmpdir(), 'caddy-'))
  const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, PUBLIC_HOST: choice.host }
  // The file itself first, as the operator has it.
  await runOrFail('caddy', ['validate', '--config', join(DEPLOY, 'Caddyfile'), '--adapter', 'caddyfile'], { env })
  const config = join(folder, 'Caddyfile')
  await writeFile(config, adapt(choice))
  const child = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], { cwd: folder, env: environment(env), stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const admin = `http://localhost:${choice.adminPort}`
  const authority = (name: string): string => join(folder, 'caddy', 'pki', 'authorities', 'local', `${name}.crt`)
  try {
    await waitFor('Caddy', async () => existsSync(authority('intermediate')) && (await fetch(`${admin}/config/`).then(({ ok }) => ok, () => false)))
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`Caddy did not start:\n${output.slice(-3000)}`, { cause: error })
  }
  const issuer = new X509Certificate(readFileSync(authority('intermediate')))
  return {
    root: readFileSync(authority('root'), 'utf8'),
    issuerPin: createHash('sha256').update(issuer.publicKey.export({ type: 'spki', format: 'der' })).digest('base64'),
    async listBusy() {
      const upstreams = (await (await fetch(`${admin}/reverse_proxy/upstreams`)).json()) as { readonly address: string; readonly num_requests: number }[]
      return upstreams.filter(({ num_requests }) => num_requests > 0).map(({ address }) => address)
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
