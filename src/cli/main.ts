import { enableCompileCache } from 'node:module'
import { join, resolve } from 'node:path'
import { isCodedError } from '../core/bytes/error.ts'
import { tellUsage } from './command.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const USAGE = `Usage: countersign serve [--no-pages]
       countersign build
       countersign verify FILE… [--trust FILE]… [--at TIME] [--policy FILE] [--json]
       countersign authority status|export-root|import-root|rotate|revoke|renew-root-status …
       countersign certificate show|suspend|restore|revoke|attest|unattest …
       countersign passphrase
       countersign backup FOLDER|FILE.tar
       countersign restore FOLDER|FILE.tar [--checkpoint FILE]…
       countersign export FOLDER
       countersign retention plan|run|keep|hold|release …
       countersign log restart [--checkpoint FILE]…
       countersign monitor ADDRESS [--key VERIFIER] [--state FILE] [--every SECONDS]
       countersign witness --name NAME --log VERIFIER… [--data FOLDER] [--host HOST] [--port PORT]
`

// Stripped and compiled sources are kept, so that a second start takes a fraction of the first.
enableCompileCache(join(ROOT, 'dist', 'compiled'))

async function runServe(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg !== '--no-pages')) {
    return tellUsage(USAGE)
  }
  const [{ serve }, { parseSettings }] = await Promise.all([import('../server/serve.ts'), import('../server/settings.ts')])
  const announce = (line: string): void => void process.stdout.write(`${line}\n`)
  try {
    const settings = parseSettings(process.env)
    const running = await serve(ROOT, { ...settings, dataFolder: resolve(ROOT, settings.dataFolder) }, { withPages: !args.includes('--no-pages'), announce })
    const stopped = new Promise<void>((done) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done())
    })
    announce(`Countersign is ready at ${running.address}`)
    await stopped
    await running.close()
    return 0
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    process.stderr.write(isCodedError(error) ? `${error.code}: ${error.message}\n` : `${typeof code === 'string' ? `${code}: ` : ''}${String(message ?? error)}\n`)
    return 1
  }
}

/** Builds the pages as the first start would: for an image whose own user may not write where the builder does. */
async function runBuild(): Promise<number> {
  const { ensureClient, hashSources } = await import('../server/page/client-build.ts')
  try {
    await ensureClient(ROOT, hashSources(ROOT), (line) => void process.stdout.write(`${line}\n`))
    return 0
  } catch (error) {
    process.stderr.write(isCodedError(error) ? `${error.code}: ${error.message}\n` : `${String(error)}\n`)
    return 1
  }
}

async function runCommand([command, ...args]: readonly string[]): Promise<number> {
  if (command === 'serve') return runServe(args)
  if (command === 'build') return runBuild()
  if (command === 'verify') {
    const { runVerify } = await import('./verify.ts')
    return runVerify(args)
  }
  if (command === 'authority') {
    const { runAuthority } = await import('./authority.ts')
    return runAuthority(ROOT, args)
  }
  if (command === 'certificate') {
    const { runCertificate } = await import('./certificate.ts')
    return runCertificate(ROOT, args)
  }
  if (command === 'passphrase') return (await import('./passphrase.ts')).runPassphrase(ROOT, args)
  if (command === 'backup') return (await import('./backup.ts')).runBackup(ROOT, args)
  if (command === 'restore') return (await import('./backup.ts')).runRestore(ROOT, args)
  if (command === 'export') return (await import('./export.ts')).runExport(ROOT, args)
  if (command === 'retention') return (await import('./retention.ts')).runRetentionCommand(ROOT, args)
  if (command === 'log') return (await import('./log.ts')).runLog(ROOT, args)
  if (command === 'monitor') return (await import('./monitor.ts')).runMonitor(args)
  if (command === 'witness') return (await import('./witness.ts')).runWitness(args)
  return tellUsage(USAGE)
}

process.exit(await runCommand(process.argv.slice(2)))
