import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { computeCertificateThumbprint } from '../core/pki/thumbprint.ts'
import { FONT_FILES, type FontSet } from '../core/typeset/font.ts'
import { createApp } from './app.ts'
import { createDerivations } from './acceptance/derivation.ts'
import { dropChallenges } from './agreement/challenge.ts'
import { sendWebhooks } from './agreement/webhook.ts'
import { extendArchives } from './archive/extend.ts'
import { openAuthority } from './authority/authority.ts'
import { writeLogFile, writeRootFile } from './authority/root-file.ts'
import { createBlobFolder, type Blobs } from './blob.ts'
import { noticeEndings } from './certificate/lifecycle.ts'
import { lapseOffers } from './contract/lapse.ts'
import { remindDue } from './round/remind.ts'
import { ensureDemo } from './demo/workspace.ts'
import { reportDamages } from './integrity/report.ts'
import { recheckDue } from './integrity/recheck.ts'
import { runRetentionDue } from './retention/run.ts'
import { createClock } from './clock.ts'
import { acquireLock } from './lock.ts'
import { logBuild } from './log/build.ts'
import { hasWaiting, openLog } from './log/log.ts'
import { createMailer, SERVICE_KEY } from './mail/mailer.ts'
import { createSmtpTransport } from './mail/transport.ts'
import { ensureClient, hashSources } from './page/client-build.ts'
import { openPages } from './page/page.ts'
import type { Parts } from './parts.ts'
import { checkClock, checkSelf } from './self-check.ts'
import type { Settings } from './settings.ts'
import { drawRandom } from './random.ts'
import { createOutside } from './relay/outside.ts'
import { checkS3, createS3Blobs } from './s3/blob.ts'
import { openDatabase, runAlone, type DatabaseKind, type Store } from './storage/database.ts'
import { openTimestampSource } from './timestamp/source.ts'
import { applyErased, keepErased } from './vault/erased.ts'
import { loadMasterKey } from './vault/master-key.ts'
import { createVault, type Vault } from './vault/vault.ts'

export interface Running {
  readonly address: string
  /** Stops taking requests, finishes those under way, closes everything. */
  close(): Promise<void>
}

const TICK = 15_000
/** How long an entry that nobody asks about may wait before a tree has it, in milliseconds. */
const LOG_TICK = 300

/** Reads the committed fonts of a checkout. */
export function readFonts(root: string): FontSet {
  const read = (name: keyof FontSet): Uint8Array => new Uint8Array(readFileSync(join(root, 'public', 'fonts', FONT_FILES[name].file)))
  return { serifRegular: read('serifRegular'), serifSemibold: read('serifSemibold'), sansRegular: read('sansRegular'), sansSemibold: read('sansSemibold') }
}

const keyFolderOf = (settings: Settings): string => settings.keyFolder ?? settings.dataFolder

const kindOf = (settings: Settings): DatabaseKind => (settings.databaseUrl === null ? 'sqlite' : 'postgres')

/** The vault of a database; the first start makes the service's own key. Throws the codes of `loadMasterKey`. */
async function openVault(settings: Settings, store: Store, clock: () => number): Promise<Vault> {
  const known = await store.selectFrom('data_key').select('id').where('id', '=', SERVICE_KEY).executeTakeFirst()
  const vault = createVault(loadMasterKey(keyFolderOf(settings), settings.passphrase, !known), clock)
  if (!known) await vault.createKey(store, 'service', SERVICE_KEY)
  return vault
}

export async function openBlobs({ blobs, dataFolder }: Settings, clock: () => number): Promise<Blobs> {
  if (blobs === null) return createBlobFolder(join(dataFolder, 'blobs'))
  const parts = { ...blobs, clock }
  await checkS3(parts)
  return createS3Blobs(parts)
}

/** Everything the app is made of, on a data folder. */
export async function openParts(root: string, settings: Settings, pages: Parts['pages'], build: string, others: Partial<Pick<Parts, 'clock' | 'logLevel'>> = {}): Promise<Parts> {
  const clock = createClock(others.clock ?? (() => Date.now()))
  const random = drawRandom
  const store = await openDatabase(settings.dataFolder, settings.databaseUrl)
  try {
    return await runAlone(store, kindOf(settings), async () => {
      const vault = await openVault(settings, store, clock)
      await applyErased(store, keyFolderOf(settings), clock())
      const blobs = await openBlobs(settings, clock)
      const transport = settings.smtpUrl === null ? null : await createSmtpTransport(settings.smtpUrl, settings.mailFrom)
      const fonts = readFonts(root)
      const authority = await openAuthority({ store, vault, clock, random, publicAddress: settings.publicAddress })
      return {
        settings, clock, random, store, vault, blobs, fonts, pages, build,
        mailer: createMailer({ store, vault, blobs, clock, random, transport }),
        authority,
        timestamps: openTimestampSource(settings.timestamps, authority, clock, (line) => process.stderr.write(`${line}\n`)),
        log: await openLog({ store, vault, clock, publicAddress: settings.publicAddress, folder: settings.dataFolder, witnesses: settings.witnesses }),
        outside: createOutside({ clock }),
        derivations: createDerivations(fonts),
        logLevel: others.logLevel ?? (settings.production ? 'info' : 'error'),
      }
    })
  } catch (error) {
    await store.destroy()
    throw error
  }
}

/** Starts the service on its data folder; `announce` gets a line when something takes long. Throws coded errors that name what is wrong. */
export async function serve(root: string, settings: Settings, options: { readonly withPages: boolean; readonly announce: (line: string) => void }): Promise<Running> {
  const data = resolve(settings.dataFolder)
  const lock = acquireLock(data)
  let parts: Parts | null = null
  try {
    const build = hashSources(root)
    const pages = options.withPages ? openPages(await ensureClient(root, build, options.announce)) : null
    parts = await openParts(root, { ...settings, dataFolder: data }, pages, build)
    writeRootFile(data, parts.authority.root)
    writeLogFile(data, { root: computeCertificateThumbprint(parts.authority.root), verifiers: parts.log.verifiers, since: parts.log.since })
    await checkSelf(parts)
    await runAlone(parts.store, kindOf(settings), () => logBuild(parts!.store, parts!.clock, build))
    if (settings.demo) await runAlone(parts.store, kindOf(settings), () => ensureDemo(parts!))
    return await listen(parts, lock)
  } catch (error) {
    await parts?.store.destroy()
    lock.release()
    throw error
  }
}

async function listen(parts: Parts, lock: { release(): void }): Promise<Running> {
  const app = await createApp(parts)
  await app.listen({ host: parts.settings.host, port: parts.settings.port })
  let underway: Promise<void> = Promise.resolve()
  const tick = async (): Promise<void> => {
    await parts.authority.refresh((work) => runAlone(parts.store, kindOf(parts.settings), work)).catch((error: unknown) => app.log.error({ code: (error as { code?: unknown }).code }, 'the authority’s keys are not renewed'))
    await parts.mailer.deliverDue()
    await lapseOffers(parts)
    await sendWebhooks(parts)
    await dropChallenges(parts)
    await noticeEndings(parts)
    await remindDue(parts)
    await checkClock(parts)
    await extendArchives(parts)
    await runRetentionDue(parts)
    await keepErased(parts.store, keyFolderOf(parts.settings))
    await reportDamages(parts, await recheckDue(parts), (damage) => app.log.error(damage, 'something stored is damaged'))
    for (const trouble of await parts.log.askWitnesses()) app.log.error(trouble, 'a witness does not cosign')
  }
  const timer = setInterval(() => {
    underway = underway.then(tick).catch((error: unknown) => app.log.error({ code: (error as { code?: unknown }).code }, 'housekeeping failed'))
  }, TICK)
  let taking: Promise<unknown> = Promise.resolve()
  let isTaking = false
  const logTimer = setInterval(() => {
    if (isTaking) return
    isTaking = true
    taking = hasWaiting(parts.store)
      .then((waits) => (waits ? parts.log.advance() : null))
      .catch((error: unknown) => app.log.error({ code: (error as { code?: unknown }).code }, 'the log does not advance'))
      .finally(() => (isTaking = false))
  }, LOG_TICK)
  return {
    address: parts.settings.publicAddress,
    async close() {
      clearInterval(timer)
      clearInterval(logTimer)
      await app.close()
      await underway
      await parts.mailer.settle()
      await taking
      await parts.log.settle()
      await parts.store.destroy()
      lock.release()
    },
  }
}
