import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isCodedError } from '../core/bytes/error.ts'
import { fromCaller, readSettings, say, tellFailure, tellUsage } from './command.ts'

const USAGE = `Usage: countersign backup FOLDER|FILE.tar
       countersign restore FOLDER|FILE.tar [--checkpoint FILE]…

backup copies database and files while the service runs; keys stay sealed under the master key, which is not in it: back up
master.key and erased-keys apart. restore brings a backup into an empty data folder (or DATABASE_URL and BLOBS), with
master.key in its place, and checks everything that it brought; --checkpoint names a newer signed checkpoint that is known.
Exit status: 0 whole, 1 not done, 2 done, but something is damaged, 64 usage.
`

/** `countersign backup`. */
export async function runBackup(root: string, args: readonly string[]): Promise<number> {
  const [target, surplus] = args
  if (target === undefined || surplus !== undefined || target.startsWith('--')) {
    return tellUsage(USAGE)
  }
  const [{ makeBackup }, { openBlobs }, { openDatabase }, { loadMasterKey }, { createVault }, { openLogSigner }, { signCheckpoint }] = await Promise.all([
    import('../server/backup/backup.ts'), import('../server/serve.ts'), import('../server/storage/database.ts'), import('../server/vault/master-key.ts'), import('../server/vault/vault.ts'),
    import('../server/log/key.ts'), import('../core/log/checkpoint.ts'),
  ])
  try {
    const settings = await readSettings(root)
    if (settings.databaseUrl === null && !existsSync(join(settings.dataFolder, 'countersign.db'))) throw new Error(`there is no database in ${settings.dataFolder}`)
    const clock = (): number => Date.now()
    const vault = createVault(loadMasterKey(settings.keyFolder ?? settings.dataFolder, settings.passphrase, false), clock)
    const store = await openDatabase(settings.dataFolder, settings.databaseUrl)
    try {
      const { tables, blobs, log, damaged } = await makeBackup({
        store, clock,
        blobs: await openBlobs(settings, clock),
        signTree: async (head, number) => signCheckpoint(await openLogSigner(vault, await store.selectFrom('log_tree').selectAll().where('number', '=', number).executeTakeFirstOrThrow()), head),
      }, fromCaller(target))
      const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
      say(`backed up: ${rows} rows of ${Object.keys(tables).length} tables, ${blobs.length} files, log of ${log.size} entries`)
      for (const name of damaged) process.stderr.write(`FILE_DAMAGED: the file ${name} is missing or damaged here, too\n`)
      return damaged.length > 0 ? 2 : 0
    } finally {
      await store.destroy()
    }
  } catch (error) {
    return tellFailure(error)
  }
}

function parseRestore(args: readonly string[]): { source: string; checkpoints: string[] } | null {
  const [source, ...rest] = args
  const checkpoints: string[] = []
  for (let at = 0; at < rest.length; at += 2) {
    const path = rest[at + 1]
    if (rest[at] !== '--checkpoint' || path === undefined) return null
    checkpoints.push(fromCaller(path))
  }
  return source === undefined || source.startsWith('--') ? null : { source: fromCaller(source), checkpoints }
}

/** `countersign restore`. */
export async function runRestore(root: string, args: readonly string[]): Promise<number> {
  const order = parseRestore(args)
  if (!order) {
    return tellUsage(USAGE)
  }
  const [{ restoreFrom }, { recheckAll }, { openParts }] = await Promise.all([import('../server/backup/place.ts'), import('../server/integrity/recheck.ts'), import('../server/serve.ts')])
  try {
    const settings = await readSettings(root)
    const manifest = await restoreFrom(settings, order.source, order.checkpoints)
    say(`restored: the state of ${manifest.at}, ${manifest.blobs.length} files, log of ${manifest.log.size} entries`)
    const parts = await openParts(root, settings, null, 'cli')
    try {
      const damages = await recheckAll(parts)
      for (const { code, name } of damages) process.stderr.write(`${code}: ${name}\n`)
      for (const name of manifest.damaged) process.stderr.write(`FILE_DAMAGED: the file ${name} was damaged before the backup\n`)
      if (damages.length > 0) return 2
      say('checked: records, files, signatures and the log are whole')
      return 0
    } finally {
      await parts.log.settle()
      await parts.store.destroy()
    }
  } catch (error) {
    const status = tellFailure(error)
    if (isCodedError(error, 'LOG_ROLLED_BACK')) process.stderr.write('What came after the backup is lost. Restore a newer one, or begin a new log: countersign log restart\n')
    return status
  }
}
