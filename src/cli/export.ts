import { fromCaller, readSettings, tellFailure, tellUsage } from './command.ts'

const USAGE = `Usage: countersign export FOLDER

Writes everything in open formats into a new folder: evidence packages, signed PDFs, records, acceptances, the log's tiles, certificates, and
index.csv. It is in clear: keep it as the contracts themselves are kept. Works while the service runs.
Exit status: 0 whole, 1 not done, 2 done, but something could not be read, 64 usage.
`

/** `countersign export`. */
export async function runExport(root: string, [target, surplus]: readonly string[]): Promise<number> {
  if (target === undefined || surplus !== undefined || target.startsWith('--')) {
    return tellUsage(USAGE)
  }
  const [{ openParts }, { exportAll }] = await Promise.all([import('../server/serve.ts'), import('../server/export/export.ts')])
  try {
    const parts = await openParts(root, await readSettings(root), null, 'cli')
    try {
      const { contracts, acceptances, bad } = await exportAll(parts, fromCaller(target))
      process.stdout.write(`exported: ${contracts} contracts, ${acceptances} acceptances\n`)
      for (const line of bad) process.stderr.write(`${line}\n`)
      return bad.length > 0 ? 2 : 0
    } finally {
      await parts.log.settle()
      await parts.store.destroy()
    }
  } catch (error) {
    return tellFailure(error)
  }
}
