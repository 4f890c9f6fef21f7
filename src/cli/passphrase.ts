import { readSettings, say, tellFailure, tellUsage } from './command.ts'

const SHORTEST = 12
const USAGE = `Usage: countersign passphrase

Wraps the master key anew: from COUNTERSIGN_KEY_PASSPHRASE (none, where the key lies in the open) to COUNTERSIGN_NEW_PASSPHRASE
(${SHORTEST} letters or more). What is stored stays as it is and a running service goes on; its next start needs the new one. Copies of
master.key that were made before open with the old one: replace them.
`

/** `countersign passphrase`. */
export async function runPassphrase(root: string, args: readonly string[]): Promise<number> {
  const next = process.env['COUNTERSIGN_NEW_PASSPHRASE'] ?? ''
  if (args.length > 0 || next.length < SHORTEST) return tellUsage(USAGE)
  const { rewrapMasterKey } = await import('../server/vault/master-key.ts')
  try {
    const { keyFolder, dataFolder, passphrase } = await readSettings(root)
    rewrapMasterKey(keyFolder ?? dataFolder, passphrase, next)
    say('master.key opens with the new passphrase')
    return 0
  } catch (error) {
    return tellFailure(error)
  }
}
