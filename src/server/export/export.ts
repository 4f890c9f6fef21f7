import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CodedError, isCodedError } from '../../core/bytes/error.ts'
import { listNewTiles, tilePath, tileWidth, TILE_WIDTH } from '../../core/log/tile.ts'
import { openContent } from '../agreement/content.ts'
import { archiveContext } from '../archive/extend.ts'
import { fileContext } from '../acceptance/context.ts'
import { writeStreamDurably } from '../durable-file.ts'
import { openDocument } from '../contract/access.ts'
import { digestContract } from '../contract/summary.ts'
import { parseDocumentText } from '../contract/document.ts'
import { makePackage } from '../evidence/package.ts'
import { ownFileContext, readOwnFileRow } from '../own-file/access.ts'
import type { Parts } from '../parts.ts'
import { openSealed } from '../sealed-file.ts'
import { formatInstant, readRecords } from '../record/append.ts'
import type { DataKey } from '../vault/vault.ts'
import { encodeCsv } from './csv.ts'
import { EXPORT_NOTE } from './note.ts'

export type ExportErrorCode = 'EXPORT_EXISTS'

const HEADINGS = ['contract', 'number', 'title', 'state', 'language', 'created', 'published', 'records', 'signed files', 'evidence package', 'package SHA-256', 'remark'] as const
const PAGE = 200

interface Place {
  readonly folder: string
  write(name: string, bytes: Uint8Array | string): void
  add(name: string, text: string): void
  /** A file as it comes; gives its SHA-256 in hex. */
  writeStream(name: string, chunks: AsyncIterable<Uint8Array>): Promise<string>
}

function openPlace(folder: string): Place {
  const pathOf = (name: string): string => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return path
  }
  return {
    folder,
    write: (name, bytes) => writeFileSync(pathOf(name), bytes, { mode: 0o600, flush: true }),
    add: (name, text) => appendFileSync(pathOf(name), text, { mode: 0o600 }),
    writeStream: (name, chunks) => writeStreamDurably(chunks, () => pathOf(name)),
  }
}

/** A contract's records, a line of JSON each, page by page; gives their number. */
async function exportRecords({ store }: Parts, key: DataKey, place: Place, contract: string, name: string): Promise<number> {
  let count = 0
  for (let after = -1; ; ) {
    const page = await readRecords(store, key, contract, { after, limit: PAGE })
    place.add(name, page.map(({ record }) => `${record}\n`).join(''))
    count += page.length
    const last = page.at(-1)
    if (page.length < PAGE || !last) return count
    after = last.sequence
  }
}

/** One contract: its document, its records, every signed file in its first and its newest state, and the package that verifies by itself. */
async function exportContract(parts: Parts, place: Place, row: { readonly id: string; readonly person: string; readonly state: string; readonly language: string; readonly created_at: number }): Promise<readonly string[]> {
  const { store, vault, blobs } = parts
  const common = [row.state, row.language, formatInstant(row.created_at)]
  const below = (name: string): string => `contracts/${row.id}/${name}`
  try {
    const key = await vault.loadKey(store, row.id)
    const version = await store.selectFrom('contract_version').selectAll().where('contract', '=', row.id).orderBy('published_at', 'desc').limit(1).executeTakeFirst()
    const records = await exportRecords(parts, key, place, row.id, below('records.jsonl'))
    if (!version) return [row.id, '', '', ...common, '', String(records), '0', '', '', 'draft']
    const text = openDocument(key, version)
    const { title, number } = digestContract(parseDocumentText(text))
    place.write(below('contract.json'), text)
    const answers = await store.selectFrom('answer').select(['offer', 'blob']).where('contract', '=', row.id).where('blob', 'is not', null).orderBy('received_at').execute()
    for (const [at, { offer, blob }] of answers.entries()) await place.writeStream(below(`signed-${String(at + 1).padStart(2, '0')}.pdf`), openSealed(blobs, key, fileContext(row.id, offer), blob!))
    const own = await readOwnFileRow(store, row.id)
    if (own) await place.writeStream(below('file.pdf'), openSealed(blobs, key, ownFileContext(row.id), own.blob))
    const states = await store.selectFrom('archive_file').selectAll().where('contract', '=', row.id).where('sequence', '>', 0).execute()
    for (const { offer, sequence, blob } of states) await place.writeStream(below(`archive-${offer}-${sequence}.pdf`), openSealed(blobs, key, archiveContext(row.id, offer, sequence), blob))
    const hash = await place.writeStream(below('evidence.asice'), (await makePackage(parts, row.person, row.id)).chunks)
    return [row.id, number, title, ...common, formatInstant(version.published_at), String(records), String(answers.length + states.length), below('evidence.asice'), hash, '']
  } catch (error) {
    if (!isCodedError(error)) throw error
    return [row.id, '', '', ...common, '', '', '', '', '', error.code === 'KEY_DESTROYED' ? 'erased' : error.code]
  }
}

/** Clicks: each acceptance as a line of JSON with its statement, the signature over it and its receipt. */
async function exportAcceptances(parts: Parts, place: Place): Promise<number> {
  let count = 0
  for (let after = ''; ; ) {
    const rows = await parts.store.selectFrom('acceptance').selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute()
    for (const row of rows) {
      const content = await openContent(parts, parts.store, row)
      const { id, agreement, number, event, at, statement_hash: statementHash, record_hash: recordHash, document_hash: documentHash } = row
      // The link that opens an acceptance is its holder's own.
      const { token: _, ...open } = content ?? { token: null }
      const line = JSON.stringify({ id, agreement, number, event, at: formatInstant(at), statementHash, recordHash, documentHash, ...(content ? { content: open } : { erased: true }) })
      place.add(`acceptances/${agreement}.jsonl`, `${line}\n`)
      count++
    }
    if (rows.length < PAGE) break
    after = rows.at(-1)!.id
  }
  return count
}

/** Every log that is kept, in the files that its address serves (C2SP tlog-tiles): any monitor can read the folder. */
async function exportLogs({ store, log }: Parts, place: Place): Promise<void> {
  const trees = await store.selectFrom('log_tree').select(['number', 'verifier', 'size']).orderBy('number').execute()
  for (const { number, verifier } of trees) {
    const checkpoint = await log.readCheckpoint(number)
    if (checkpoint === null) continue
    const size = Number(checkpoint.split('\n')[1])
    const below = (name: string): string => `log/${number}/${name}`
    place.write(below('key'), `${verifier}\n`)
    place.write(below('checkpoint'), checkpoint)
    for (const name of listNewTiles(0, size)) place.write(below(tilePath(name)), (await log.readTile(name, number))!)
    for (let index = 0; index * TILE_WIDTH < size; index++) {
      const name = { level: 'entries', index, width: tileWidth(0, index, size) } as const
      place.write(below(tilePath(name)), (await log.readTile(name, number))!)
    }
  }
}

/**
 * Everything in open formats, into a new folder: contracts, acceptances, log, certificates, and an index. What is damaged or erased is listed and says so.
 * Throws EXPORT_EXISTS.
 */
export async function exportAll(parts: Parts, target: string): Promise<{ contracts: number; acceptances: number; bad: readonly string[] }> {
  if (existsSync(target)) throw new CodedError<ExportErrorCode>('EXPORT_EXISTS', 'there is something of this name already; an export overwrites nothing')
  const { store, authority } = parts
  const folder = `${target}.partial-${process.pid}`
  const place = openPlace(folder)
  try {
    const rows: (readonly string[])[] = []
    for (let after = ''; ; ) {
      const some = await store.selectFrom('contract').select(['id', 'person', 'state', 'language', 'created_at']).where('id', '>', after).orderBy('id').limit(PAGE).execute()
      for (const row of some) rows.push(await exportContract(parts, place, row))
      if (some.length < PAGE) break
      after = some.at(-1)!.id
    }
    const acceptances = await exportAcceptances(parts, place)
    await exportLogs(parts, place)
    place.write('certificates/root.cer', authority.root)
    place.write('certificates/timestamp-unit.cer', authority.timestampUnit)
    for (const { slug, certificate } of authority.issuers) {
      place.write(`certificates/${slug}.cer`, certificate)
      place.write(`certificates/${slug}.crl`, await authority.getCrl(slug))
    }
    place.write('index.csv', encodeCsv([HEADINGS, ...rows]))
    place.write('README.txt', EXPORT_NOTE)
    renameSync(folder, target)
    return { contracts: rows.length, acceptances, bad: rows.filter((row) => !['', 'draft', 'erased'].includes(row.at(-1)!)).map((row) => `${row[0]}: ${row.at(-1)}`) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
