import { readFileSync } from 'node:fs'
import { fromCaller, readSettings, tellFailure, tellUsage } from './command.ts'

const USAGE = `Usage: countersign log restart [--checkpoint FILE]…

Begins a new log after a restore that lost entries which had been signed. The new log has a key and an origin of its own; its first
entry names the old origin and the largest checkpoint known of it (in the data folder, or given: from a monitor, a witness, a proof). Old
proofs go on verifying under the old key. Stop the service first. Tell witnesses and monitors the new key.
`

/** `countersign log restart`. */
export async function runLog(root: string, [verb, ...rest]: readonly string[]): Promise<number> {
  const paths: string[] = []
  for (let at = 0; at < rest.length; at += 2) {
    const path = rest[at + 1]
    if (rest[at] === '--checkpoint' && path !== undefined) paths.push(fromCaller(path))
    else verb = undefined
  }
  if (verb !== 'restart') {
    return tellUsage(USAGE)
  }
  const [{ restartLog }, { acquireLock }, { openDatabase }, { loadMasterKey }, { createVault }] = await Promise.all([
    import('../server/log/restart.ts'), import('../server/lock.ts'), import('../server/storage/database.ts'), import('../server/vault/master-key.ts'), import('../server/vault/vault.ts'),
  ])
  try {
    const settings = await readSettings(root)
    const folder = settings.dataFolder
    const clock = (): number => Date.now()
    const lock = acquireLock(folder)
    try {
      const vault = createVault(loadMasterKey(settings.keyFolder ?? folder, settings.passphrase, false), clock)
      const store = await openDatabase(folder, settings.databaseUrl)
      try {
        const made = await restartLog({ store, vault, clock, publicAddress: settings.publicAddress, folder }, paths.map((path) => readFileSync(path, 'utf8')))
        process.stdout.write(`a new log begins: ${made.origin}\nkey ${made.verifier}\nit takes over from ${made.previousOrigin}: ${made.kept} entries kept, ${made.known} known to have been signed\n`)
        return 0
      } finally {
        await store.destroy()
      }
    } finally {
      lock.release()
    }
  } catch (error) {
    return tellFailure(error)
  }
}
