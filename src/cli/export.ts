import { resolve } from 'node:path'
import { isCodedError } from '../core/bytes/error.ts'

const USAGE = `Usage: countersign export FOLDER

Writes everything in open formats into a new folder: evidence packages, signed PDFs, records, acceptances, the log's tiles, certificates, and
index.csv. It is in clear: keep it as the contracts themselves are kept. Works while the service runs.
Exit status: 0 whole, 1 not done, 2 done, but something could not be read, 64 usage.
`
const EXIT_USAGE = 64

/** `countersign export`. */
export async function runExport(root: string, [target, surplus]: readonly string[]): Promise<number> {
  if (target === undefined || surplus !== undefined || target.startsWith('--')) {
    process.stderr.write(USAGE)
    return EXIT_USAGE
  }
  const [{ openParts }, { parseSettings }, { exportAll }] = await Promise.all([import('../server/serve.ts'), import('../server/settings.ts'), import('../server/export/export.ts')])
  try {
    const settings = parseSettings(process.env)
    const parts = await openParts(root, { ...settings, dataFolder: resolve(root, settings.dataFolder) }, null, 'cli')
    try {
      const { contracts, acceptances, bad } = await exportAll(parts, resolve(process.env['INIT_CWD'] ?? process.cwd(), target))
      process.stdout.write(`exported: ${contracts} contracts, ${acceptances} acceptances\n`)
      for (const line of bad) process.stderr.write(`${line}\n`)
      return bad.length > 0 ? 2 : 0
    } finally {
      await parts.log.settle()
      await parts.store.destroy()
    }
  } catch (error) {
    process.stderr.write(isCodedError(error) ? `${error.code}: ${error.message}\n` : `${(error as Error).message}\n`)
    return 1
  }
}
