import { readFile } from 'node:fs/promises'
import { parseCertificate } from '../core/pki/certificate.ts'
import { REVOCATION_REASONS, revocationReasonSchema, type RevocationReasonName } from '../protocol/certificate.ts'
import { fromCaller, readSettings, tellFailure, tellUsage } from './command.ts'

const USAGE = `Usage: countersign authority status
       countersign authority export-root FILE
       countersign authority import-root FILE
       countersign authority rotate issuing|timestamp|ocsp [--root FILE]
       countersign authority revoke SERIAL --reason ${REVOCATION_REASONS.join('|')} [--root FILE]
       countersign authority renew-root-status [--root FILE]
The passphrase of FILE (12 letters or more) is read from COUNTERSIGN_ROOT_PASSPHRASE. Stop the service first.
`
const ROTATED = { issuing: ['issuing'], timestamp: ['timestamp'], ocsp: ['ocsp-root', 'ocsp-issuing'] } as const

type Order =
  | { readonly kind: 'status' }
  | { readonly kind: 'export-root' | 'import-root'; readonly file: string }
  | { readonly kind: 'rotate'; readonly what: keyof typeof ROTATED; readonly root: string | null }
  | { readonly kind: 'revoke'; readonly serial: string; readonly reason: RevocationReasonName; readonly root: string | null }
  | { readonly kind: 'renew-root-status'; readonly root: string | null }

const isRotated = (text: string | undefined): text is keyof typeof ROTATED => text !== undefined && Object.hasOwn(ROTATED, text)

/** What the arguments ask for; null when they do not make sense. */
export function parseAuthorityOrder(args: readonly string[]): Order | null {
  const [verb, ...rest] = args
  const at = rest.indexOf('--root')
  const root = at === -1 ? null : (rest[at + 1] ?? '')
  const plain = at === -1 ? rest : rest.toSpliced(at, 2)
  if (root === '') return null
  const [first] = plain
  if (verb === 'status') return rest.length === 0 ? { kind: 'status' } : null
  if (verb === 'renew-root-status') return plain.length === 0 ? { kind: verb, root } : null
  if (verb === 'revoke') {
    const reason = revocationReasonSchema.safeParse(plain[2])
    return plain.length === 3 && first !== undefined && plain[1] === '--reason' && reason.success ? { kind: 'revoke', serial: first.toLowerCase(), reason: reason.data, root } : null
  }
  if (plain.length !== 1 || first === undefined) return null
  if (verb === 'rotate') return isRotated(first) ? { kind: 'rotate', what: first, root } : null
  return (verb === 'export-root' || verb === 'import-root') && root === null ? { kind: verb, file: first } : null
}

function readPassphrase(): string {
  const passphrase = process.env['COUNTERSIGN_ROOT_PASSPHRASE'] ?? ''
  if (passphrase.length < 12) throw new Error('COUNTERSIGN_ROOT_PASSPHRASE needs 12 letters or more')
  return passphrase
}

/** Custody and rotation of the authority's keys, on a data folder that no service uses. */
export async function runAuthority(root: string, args: readonly string[]): Promise<number> {
  const order = parseAuthorityOrder(args)
  if (!order) {
    return tellUsage(USAGE)
  }
  const [{ openParts }, custody, { openAuthority }, { acquireLock }, { revokeAuthorityKey }, { writeNewDurably }] = await Promise.all([
    import('../server/serve.ts'), import('../server/authority/custody.ts'), import('../server/authority/authority.ts'), import('../server/lock.ts'), import('../server/authority/revoke.ts'),
    import('../server/durable-file.ts'),
  ])
  try {
    const settings = await readSettings(root)
    const lock = acquireLock(settings.dataFolder)
    const parts = await openParts(root, settings, null, 'cli')
    const { store, vault, clock, random } = parts
    const base = { store, vault, clock, random, publicAddress: settings.publicAddress }
    const withRoot = async (file: string | null) => (file === null ? base : { ...base, rootKey: await custody.openRootFile(new Uint8Array(await readFile(fromCaller(file))), readPassphrase()) })
    try {
      if (order.kind === 'export-root') {
        await custody.exportRoot(base, readPassphrase(), async (bytes) => {
          writeNewDurably(fromCaller(order.file), bytes) // its folder's entry too: the key is erased here right after
          return new Uint8Array(await readFile(fromCaller(order.file)))
        })
      } else if (order.kind === 'import-root') await custody.importRoot(base, new Uint8Array(await readFile(fromCaller(order.file))), readPassphrase())
      else if (order.kind === 'rotate') await openAuthority({ ...(await withRoot(order.root)), renew: ROTATED[order.what] })
      else if (order.kind === 'revoke') await revokeAuthorityKey(await withRoot(order.root), order.serial, order.reason)
      else if (order.kind === 'renew-root-status') await custody.renewRootStatus(await withRoot(order.root))
      const { issuers, timestampUnit } = await openAuthority(base)
      const serialOf = (certificate: Uint8Array): string => (order.kind === 'status' ? `  ${parseCertificate(certificate).serialNumber}` : '')
      for (const { slug, signer, certificate } of issuers) process.stdout.write(`${slug.padEnd(12)} ${signer ? 'key here' : 'key elsewhere'}${serialOf(certificate)}\n`)
      if (order.kind === 'status') process.stdout.write(`${'timestamp'.padEnd(12)} key here${serialOf(timestampUnit)}\n`)
      return 0
    } finally {
      await store.destroy()
      lock.release()
    }
  } catch (error) {
    return tellFailure(error)
  }
}
