import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { offerOwnFile, signOwnFile, startOwnFile, stateOwnFile, uploadAppended, uploadOwnFile } from '../../server/fixture/own-file.ts'
import { emailOf } from '../../server/fixture/party.ts'
import { openTestService } from '../../server/fixture/service.ts'
import { run } from '../process.ts'
import { writeSellerFile, type SellerFileShape } from './seller-file.ts'
import { printRows } from './theme.ts'

const MEGABYTE = 1e6
/** One large file that was signed, and many beside it. */
const LARGE: SellerFileShape = { pages: 1000, pictureBytes: 99_000, others: 0 }
const SMALL: SellerFileShape = { pages: 2, pictureBytes: 10_000, others: 0 }
const MANY = 40
const EACH: SellerFileShape = { pages: 25, pictureBytes: 99_000, others: 0 }

/**
 * What is done, and how much more memory than with a small file it may take, as a share of the large one: less than the file whole, of which pieces that
 * were done with lie about until they are collected. Judging a signature reads its file whole, once.
 */
const WORK = [
  { what: 'package', title: 'evidence package', limit: 0.8 },
  { what: 'export', title: 'export of everything', limit: 0.8 },
  { what: 'check', title: 'integrity check, which judges the signatures of the newest file', limit: 2.2 },
  { what: 'backup', title: 'backup, as one tar file', limit: 0.8 },
  { what: 'restore', title: 'restore', limit: 0.8 },
] as const

/** A workspace's folder, with one signed contract over a file of this shape, and drafts over others. Gives the file's length. */
async function fill(folder: string, shape: SellerFileShape, others: number): Promise<number> {
  const path = join(folder, 'file.pdf')
  const service = await openTestService()
  const size = writeSellerFile(path, shape)
  const { cookie, tokens } = await offerOwnFile(service, new Uint8Array(readFileSync(path)))
  const { buyer, signer } = await stateOwnFile(service, tokens['buyer']!, emailOf('buyer'))
  const answer = await uploadAppended(service, buyer, await signOwnFile(service, buyer, signer, 'buyer'))
  if (answer.statusCode !== 200) throw new Error(answer.body)
  writeSellerFile(path, EACH)
  const other = new Uint8Array(readFileSync(path))
  for (let at = 0; at < others; at++) {
    const taken = await uploadOwnFile(service, cookie, await startOwnFile(service, cookie), other)
    if (taken.statusCode !== 200) throw new Error(taken.body)
  }
  await service.parts.mailer.settle()
  await service.parts.log.settle()
  await service.parts.store.destroy()
  renameSync(service.folder, join(folder, 'data'))
  return size
}

async function measure(folder: string, what: string): Promise<number> {
  const backup = join(folder, 'backup.tar')
  const target = what === 'backup' ? backup : join(folder, `made-${what}`)
  const { code, stdout, stderr } = await run('node', [join(import.meta.dirname, 'keeping-run.ts'), what, what === 'restore' ? backup : join(folder, 'data'), target])
  if (code !== 0) throw new Error(`${what}: ${stderr}`)
  return Number(stdout.trim().split('\n').at(-1))
}

/** `npm run bench -- keeping`: what is done with stored files takes them in pieces. */
export async function benchKeeping(): Promise<boolean> {
  const folders = [mkdtempSync(join(tmpdir(), 'bench-small-')), mkdtempSync(join(tmpdir(), 'bench-large-'))] as const
  try {
    await fill(folders[0], SMALL, 0)
    const size = await fill(folders[1], LARGE, MANY)
    const rows: string[][] = []
    let all = true
    for (const { what, title, limit } of WORK) {
      const [base, peak] = [await measure(folders[0], what), await measure(folders[1], what)]
      const share = Math.max(0, peak - base) / size
      const isKept = share <= limit
      all &&= isKept
      rows.push([title, `${(base / MEGABYTE).toFixed(0)} MB`, `${(peak / MEGABYTE).toFixed(0)} MB`, `${share.toFixed(2)} ×`, `${limit} ×`, isKept ? 'yes' : 'NO'])
    }
    printRows([[`memory at most, with a file of ${(size / MEGABYTE).toFixed(0)} MB and ${MANY} of 2.5 MB`, 'small file', 'large file', 'more, against the file', 'limit', 'kept'], ...rows])
    return all
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}
