// One process that does one thing with a workspace's files: WHAT FOLDER TARGET. It prints the most memory that it ever had, in bytes.
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { signCheckpoint } from '../../core/log/checkpoint.ts'
import { makeBackup } from '../../server/backup/backup.ts'
import { restoreFrom } from '../../server/backup/place.ts'
import { makePackage } from '../../server/evidence/package.ts'
import { exportAll } from '../../server/export/export.ts'
import { recheckAll } from '../../server/integrity/recheck.ts'
import { openLogSigner } from '../../server/log/key.ts'
import type { Parts } from '../../server/parts.ts'
import { openParts } from '../../server/serve.ts'
import { parseSettings } from '../../server/settings.ts'
import { ROOT } from '../process.ts'

const [what = '', folder = '', target = ''] = process.argv.slice(2)
const settingsOf = (data: string) => parseSettings({ COUNTERSIGN_DATA: data, COUNTERSIGN_PUBLIC_ADDRESS: 'http://localhost:3000' })

async function packOne(parts: Parts): Promise<void> {
  const row = await parts.store.selectFrom('answer').innerJoin('contract', 'contract.id', 'answer.contract').select(['contract.id', 'contract.person']).orderBy('answer.file_size', 'desc').limit(1).executeTakeFirstOrThrow()
  await pipeline(Readable.from((await makePackage(parts, row.person, row.id)).chunks, { objectMode: false }), createWriteStream(target))
}

const WORK: Readonly<Record<string, (parts: Parts) => Promise<unknown>>> = {
  package: packOne,
  export: (parts) => exportAll(parts, target),
  check: async (parts) => {
    const found = await recheckAll(parts)
    if (found.length > 0) throw new Error(`damage was found: ${JSON.stringify(found)}`)
  },
  backup: ({ store, blobs, clock, vault }) =>
    makeBackup({ store, blobs, clock, signTree: async (head, number) => signCheckpoint(await openLogSigner(vault, await store.selectFrom('log_tree').selectAll().where('number', '=', number).executeTakeFirstOrThrow()), head) }, target),
}

if (what === 'restore') {
  await mkdir(target)
  await copyFile(join(folder, '..', 'data', 'master.key'), join(target, 'master.key'))
  await restoreFrom(settingsOf(target), folder, [])
} else {
  const parts = await openParts(ROOT, settingsOf(folder), null, 'bench', { logLevel: 'silent' })
  await WORK[what]!(parts)
  await parts.store.destroy()
}
process.stdout.write(`${process.resourceUsage().maxRSS * 1024}\n`)
process.exit(0)
