import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extractFacts } from '../../core/validation/facts.ts'
import { validate } from '../../core/validation/validate.ts'
import { readArchiveState } from '../../core/signing/archive.ts'
import { insertContents } from '../../core/signing/pades.ts'
import { prepareSignature } from '../../core/signing/revision.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { offerOwnFile, signOwnFile, stateOwnFile, uploadAppended } from '../fixture/own-file.ts'
import { certify, closeStatement, emailOf, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { openAuthority } from '../authority/authority.ts'
import { createOwnSource } from '../timestamp/source.ts'
import type { Parts } from '../parts.ts'
import { extendArchives, readArchived } from './extend.ts'

const YEAR = 365 * 86_400_000
let service: TestService
afterEach(() => service.close())

async function conclude(): Promise<{ offer: string; contract: string }> {
  const email = 'buyer@example.com'
  const { token } = await offerSample(service, email)
  const buyer = await closeStatement(service, token, email)
  const answer = await upload(service, buyer, await sign(service, buyer, await certify(service, buyer, email)))
  expect(answer.statusCode).toBe(200)
  return service.parts.store.selectFrom('answer').select(['offer', 'contract']).executeTakeFirstOrThrow()
}

const states = () => service.parts.store.selectFrom('archive_file').selectAll().orderBy('sequence').execute()
const events = async (): Promise<string[]> => (await service.parts.store.selectFrom('record').select('event').orderBy('sequence').execute()).map((row) => row.event)

/** The same service after years: its clock moved, its authority opened anew, as at a restart. */
async function restartIn(years: number): Promise<Parts> {
  service.advance(years * YEAR)
  const { parts } = service
  const { store, vault, clock, random, settings } = parts
  const authority = await openAuthority({ store, vault, clock, random, publicAddress: settings.publicAddress })
  return { ...parts, authority, timestamps: createOwnSource(authority) }
}

describe('archives', () => {
  beforeEach(async () => {
    service = await openTestService()
  })

  it('stay provable over years: each is extended before its timestamp ages, once, and nothing that was acknowledged changes', async () => {
    await conclude()
    let { parts } = service
    await extendArchives(parts)
    const [first] = await states()
    expect(await states()).toHaveLength(1)
    const acknowledged = await readArchived(parts, first!)
    const sizes = [acknowledged.length]
    for (const renewal of [1, 2]) {
      parts = await restartIn(4.9)
      await extendArchives(parts)
      await extendArchives(parts)
      const rows = await states()
      expect(rows.map((row) => row.sequence)).toEqual(Array.from({ length: renewal + 1 }, (_, index) => index))
      expect(rows[0]).toEqual(first)
      const newest = await readArchived(parts, rows.at(-1)!)
      expect(Buffer.compare(Buffer.from(newest.subarray(0, acknowledged.length)), Buffer.from(acknowledged))).toBe(0)
      expect(newest.length).toBeGreaterThan(sizes.at(-1)!)
      sizes.push(newest.length)
      expect(await readArchiveState(newest)).toMatchObject({ isArchived: true })
      expect(rows.at(-1)!.due_at).toBeGreaterThan(parts.clock())
      const crls = await Promise.all(parts.authority.issuers.map(({ slug }) => parts.authority.getCrl(slug)))
      const report = await validate(extractFacts(newest), { anchors: [parts.authority.root], crls }, parts.clock())
      expect(report.signatures.map((signature) => signature.indication)).toEqual(report.signatures.map(() => 'TOTAL-PASSED'))
    }
    expect((await events()).filter((event) => event === 'archive-extended')).toHaveLength(2)
  }, 60_000)

  it('are not extended while no timestamp is to be had, and are as soon as there is one', async () => {
    await conclude()
    await extendArchives(service.parts)
    const parts = await restartIn(4.9)
    const silent: Parts = { ...parts, timestamps: { ...parts.timestamps, answer: () => Promise.reject(new Error('no answer')) } }
    await expect(extendArchives(silent)).rejects.toThrow('no answer')
    expect(await states()).toHaveLength(1)
    await extendArchives(parts)
    expect(await states()).toHaveLength(2)
  }, 30_000)

  it('that two processes extend at the same moment are extended once', async () => {
    await conclude()
    await extendArchives(service.parts)
    const parts = await restartIn(4.9)
    await Promise.all([extendArchives(parts), extendArchives(parts)])
    expect(await states()).toHaveLength(2)
    expect((await events()).filter((event) => event === 'archive-extended')).toHaveLength(1)
  }, 30_000)
})

describe('a file that cannot be renewed', () => {
  it('signed before by somebody in a way that nobody here reads, is renewed all the same, and so are all others', async () => {
    service = await openTestService()
    const prepared = prepareSignature({ base: buildPdf(contractObjects(['Somebody'])), field: 'Somebody', name: 'x', reason: '', location: '', claimedTime: '2026-09-01T10:00:00+07:00', appearance: { width: 10, height: 10, content: '', fonts: {} }, contentsSize: 300, certify: false })
    const { tokens } = await offerOwnFile(service, insertContents(prepared, Uint8Array.of(4, 2, 1, 1)))
    const { buyer, signer } = await stateOwnFile(service, tokens['buyer']!, emailOf('buyer'))
    expect((await uploadAppended(service, buyer, await signOwnFile(service, buyer, signer, 'buyer'))).statusCode).toBe(200)
    await conclude()
    await extendArchives(service.parts)
    expect((await states()).map(({ due_at }) => typeof due_at)).toEqual(['number', 'number'])
    const parts = await restartIn(4.9)
    await extendArchives(parts)
    expect(await states()).toHaveLength(4)
  }, 60_000)

  it('leaves nothing behind, however often it is tried: otherwise each try would take a file’s room more', async () => {
    service = await openTestService()
    await conclude()
    await extendArchives(service.parts)
    const parts = await restartIn(4.9)
    const kept = new Set<string>()
    const blobs = new Proxy(parts.blobs, {
      get: (target, name: keyof Parts['blobs']) => {
        const own = target[name].bind(target) as (...parts: unknown[]) => Promise<unknown>
        if (name === 'remove') return (blob: string) => own(blob).then(() => kept.delete(blob))
        return name === 'put' || name === 'putStream' ? (...given: unknown[]) => own(...given).then((blob) => (kept.add(blob as string), blob)) : own
      },
    })
    const store = new Proxy(parts.store, {
      get: (target, name: keyof Parts['store']) => (name === 'transaction' ? () => ({ execute: () => Promise.reject(Object.assign(new Error('no room'), { code: 'SQLITE_FULL' })) }) : (target[name] as () => unknown).bind(target)),
    })
    for (let round = 0; round < 3; round++) await expect(extendArchives({ ...parts, blobs, store })).rejects.toThrow('no room')
    expect([kept.size, (await states()).length]).toEqual([0, 1])
    await extendArchives({ ...parts, blobs })
    expect([kept.size, (await states()).length]).toEqual([1, 2])
  }, 60_000)

  it('is told, and stands in nobody else’s way, however many there are of it', async () => {
    service = await openTestService()
    const { offer, contract } = await conclude()
    await extendArchives(service.parts)
    const row = (await states())[0]!
    const parts = await restartIn(4.9)
    // more than one round takes, before and behind the one that can be read
    const lost = (number: number) => ({ ...row, offer: `${number % 2 === 0 ? '!' : '~'}${String(number).padStart(3, '0')}`, contract, blob: 'a'.repeat(64), due_at: row.due_at! - 1000 - number })
    await service.parts.store.insertInto('archive_file').values(Array.from({ length: 50 }, (_, number) => lost(number))).execute()
    for (let round = 0; round < 3; round++) await expect(extendArchives(parts)).rejects.toMatchObject({ code: expect.any(String) as string })
    expect((await states()).filter((state) => state.offer === offer)).toHaveLength(2)
  }, 60_000)
})

describe('the highest level', () => {
  it('is reached in the round of housekeeping after the acceptance, and the newest state can be fetched', async () => {
    service = await openTestService({ COUNTERSIGN_SIGNATURE_LEVEL: 'B-LTA' })
    const { contract, offer } = await conclude()
    await extendArchives(service.parts)
    await extendArchives(service.parts)
    const rows = await states()
    expect(rows.map((row) => row.sequence)).toEqual([0, 1])
    expect(await readArchiveState(await readArchived(service.parts, rows[1]!))).toMatchObject({ isArchived: true })
    expect((await service.ask('GET', `/api/contracts/${contract}/offers/${offer}/archive`)).statusCode).toBe(401)
  }, 30_000)
})
