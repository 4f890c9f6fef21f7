// npm run test:interop: programs that know nothing of this one judge what it makes. Nothing is skipped: a missing tool is a failure.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type App, startApp } from '../../../e2e/app.ts'
import { run } from '../process.ts'
import { makeCombinations } from '../sample/core.ts'
import { type OwnFiles, makeOwnFiles } from '../sample/own-file.ts'
import { type Sample, makeSample } from '../sample/sample.ts'
import { type Step, close, runSteps } from '../step.ts'
import { type Authority, checkCrls, checkOcsp, checkOcspStranger, checkTimestamp, openAuthority } from './authority.ts'
import { checkBlobStreams } from './blob-stream.ts'
import { checkBrowser } from './browsers.ts'
import { compareJudges } from './comparison.ts'
import { checkDeterminism } from './determinism.ts'
import { checkDurability } from './durability.ts'
import { checkContainer } from './dss.ts'
import { type Question, type Verdict, askOpenssl, askPdfsig, askPyHanko, askQpdf, askVeraPdf } from './judges.ts'
import { checkDatabaseGone } from '../fault/postgres.ts'
import { checkFleet } from './fleet.ts'
import { checkProduction } from './production.ts'
import { checkKeyFiles } from './key-file.ts'
import { checkLifecycle } from './lifecycle.ts'
import { checkLog } from './log.ts'
import { checkPkits } from './pkits.ts'
import { type Papers, checkPackage, makePapers } from './papers.ts'
import { startPostgres } from './postgres.ts'
import { checkProfiles } from './profile.ts'
import { checkRenewals } from './renewal.ts'
import { checkRevisions } from './revisions.ts'
import { makeReports } from './report.ts'
import { askMutool, askOpensslTs } from './token.ts'
import { type Tools, installTools } from './tools.ts'

const YEAR = 365 * 86_400

const work = await mkdtemp(join(tmpdir(), 'interop-'))

/** What the steps hand on to later ones. */
const made: { tools?: Tools; app?: App; sample?: Sample; combined?: Sample; own?: OwnFiles; authority?: Authority; papers?: Papers } = {}

/** What an earlier step made; a step whose ground failed fails too, and says so. */
function need<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`cannot be judged: the step that makes the ${name} failed`)
  return value
}

const questions = (): Question[] =>
  need(made.sample, 'samples').index.files.map(({ file, root, signedAt }) => ({ file: join(work, 'sample', file), root: join(work, 'sample', root ?? need(made.sample, 'samples').index.root), moment: Math.floor(Date.parse(signedAt) / 1000) }))

/** pyHanko of files with different roots; the issuer of one brought key publishes nothing, so that it cannot be judged later. */
async function askPyHankoOfSamples(moment: string, crls: readonly string[], wanted: (root: string) => boolean = () => true): Promise<Verdict[]> {
  const asked = questions().filter(({ root }) => wanted(basename(root)))
  const verdicts: Verdict[] = []
  for (const [root, files] of Map.groupBy(asked, (question) => question.root)) verdicts.push(...(await askPyHanko(need(made.tools, 'tools'), { root, files: files.map(({ file }) => file), moment, crls })))
  return verdicts
}

function hold(verdicts: readonly Verdict[]): string {
  const wrong = verdicts.filter((verdict) => !verdict.passed)
  if (wrong.length > 0) throw new Error(wrong.map((verdict) => `${basename(verdict.file)}: ${verdict.remark}`).join('\n'))
  if (verdicts.length === 0) throw new Error('nothing was judged')
  return `${verdicts.length} files`
}

const askAll = async (ask: (question: Question) => Promise<Verdict>): Promise<string> => hold(await Promise.all(questions().map(ask)))

const combinations = (): Question[] =>
  need(made.combined, 'combinations').index.files.map(({ file, signedAt }) => ({ file: join(work, 'combinations', file), root: join(work, 'combinations', 'root.pem'), moment: Date.parse(signedAt) / 1000 }))

const askCombinations = async (ask: (question: Question) => Promise<Verdict>, files: readonly Question[] = combinations()): Promise<string> => hold(await Promise.all(files.map(ask)))

const askPyHankoOfCombinations = (files: readonly Question[], moment: string, crls: readonly string[]): Promise<Verdict[]> =>
  askPyHanko(need(made.tools, 'tools'), { root: files[0]?.root ?? '', files: files.map(({ file }) => file), moment, crls })

/** What is kept at B-LT and above, from the data in the file and the lists of a year later; without these lists nobody may be sure. */
async function judgeCombinationsLater(): Promise<string> {
  const kept = combinations().filter(({ file }) => !/^B-[BT]-/.test(basename(file)))
  const moment = new Date(((kept[0]?.moment ?? 0) + YEAR) * 1000).toISOString()
  if ((await askPyHankoOfCombinations(kept, moment, [])).some((verdict) => verdict.passed)) throw new Error('passed without a current CRL: the old ones live too long')
  return hold(await askPyHankoOfCombinations(kept, moment, ['root', 'issuing'].map((by) => join(work, 'combinations', `${by}-later.crl`))))
}

const ownFiles = (): OwnFiles => need(made.own, 'own files')

const askOwnFiles = async (ask: (question: Question) => Promise<Verdict>, wanted: (file: OwnFiles['files'][number]) => boolean = () => true): Promise<string> =>
  hold(await Promise.all(ownFiles().files.filter(wanted).map(({ signed }) => ask({ file: signed, root: ownFiles().root, moment: ownFiles().moment + 60 }))))

/** What came conformant stays so, by the same judge, and no byte of what came is another one afterwards. */
async function compareOwnFiles(): Promise<string> {
  for (const { before, signed } of ownFiles().files) {
    const [given, kept] = [await readFile(before), await readFile(signed)]
    if (!kept.subarray(0, given.length).equals(given)) throw new Error(`${basename(signed)} does not begin with the file that came`)
  }
  const verdicts: Verdict[] = []
  for (const flavour of ['2b', '3a'] as const) {
    const files = ownFiles().files.filter((file) => file.flavour === flavour)
    verdicts.push(...(await askVeraPdf(need(made.tools, 'tools'), files.flatMap(({ before, signed }) => [before, signed]), flavour)))
  }
  return hold(verdicts)
}

/** Every file up to its first %%EOF: the base revision, which nobody has signed yet. */
async function writeBaseRevisions(): Promise<string[]> {
  return Promise.all(
    questions().map(async ({ file }) => {
      const bytes = await readFile(file)
      const base = `${file}.base.pdf`
      await writeFile(base, bytes.subarray(0, bytes.indexOf('%%EOF') + 6))
      return base
    }),
  )
}

/** A judge that would pass anything proves nothing: a changed byte, a missing signature and a wrong moment are refused. */
async function checkControls(): Promise<string> {
  const [good] = questions()
  const original = need(good, 'samples')
  const bytes = await readFile(original.file)
  const changed = { ...original, file: join(work, 'changed.pdf') }
  const at = bytes.indexOf('/Contents <') - 400
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await writeFile(changed.file, bytes)
  const [unsigned = ''] = await writeBaseRevisions()
  const late = { ...original, moment: original.moment + YEAR }
  const refused: readonly (readonly [string, Verdict])[] = [
    ['pdfsig, a changed byte', await askPdfsig(changed)],
    ['openssl, a changed byte', await askOpenssl(changed)],
    ['openssl, a year later without proof', await askOpenssl(late)],
    ['pdfsig, no signature', await askPdfsig({ file: unsigned })],
    ['openssl, no signature', await askOpenssl({ ...original, file: unsigned })],
  ]
  const files = [changed.file, unsigned]
  const pyHanko = await askPyHanko(need(made.tools, 'tools'), { root: original.root, files, moment: 'signing', crls: [] })
  const wrong = [...refused, ...pyHanko.map((verdict) => ['pyHanko', verdict] as const)].filter(([, verdict]) => verdict.passed)
  if (wrong.length > 0) throw new Error(wrong.map(([name]) => `passed, though it must not: ${name}`).join('\n'))
  return `${refused.length + pyHanko.length} refusals`
}

/** The same app a year later, its clock alone moved: its CRLs of that day, and the files as they were made. */
async function judgeAfterYear(): Promise<string> {
  const preload = { LD_PRELOAD: need(made.tools, 'tools').faketime, FAKETIME: `+${YEAR}s`, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' }
  made.app = await need(made.app, 'app').restart({ env: preload })
  const fetched = await Promise.all(
    ['root', 'issuing'].map(async (name) => {
      const answer = await fetch(`${need(made.app, 'app').address}/pki/crl/${name}.crl`)
      const file = join(work, `${name}-later.crl`)
      await writeFile(file, Buffer.from(await answer.arrayBuffer()))
      return file
    }),
  )
  const moment = new Date(Date.now() + (YEAR + 60) * 1000).toISOString()
  // The key of the old file is an anchor itself, and nobody's list is asked about an anchor (RFC 5280 §6.1).
  const hasSilentIssuer = (root: string): boolean => root === 'sale-of-goods-vi-new-file-root.pem'
  if ((await askPyHankoOfSamples(moment, [])).some((verdict) => verdict.passed)) throw new Error('passed without a current CRL: the old ones live too long')
  const brought = await askPyHankoOfSamples(moment, fetched, hasSilentIssuer)
  if (brought.length === 0 || brought.some((verdict) => verdict.passed)) throw new Error('a brought key passed a year later although its issuer published nothing')
  return hold(await askPyHankoOfSamples(moment, fetched, (root) => !hasSilentIssuer(root)))
}

async function testServerOnPostgres(): Promise<string> {
  await using postgres = await startPostgres(need(made.tools, 'tools'))
  const { code, output } = await run('vitest', ['run', 'src/server', '--reporter=verbose'], { env: { TEST_DATABASE_URL: postgres.url } })
  const count = /Tests\s+(\d+) passed/.exec(output)?.[1]
  if (code !== 0 || !count || !output.includes('PostgreSQL')) throw new Error(output.slice(-6000))
  return `${count} tests, ${postgres.version}`
}

/** A whole journey with PostgreSQL under the app. */
async function journeyOnPostgres(): Promise<string> {
  await using postgres = await startPostgres(need(made.tools, 'tools'))
  await using other = await startApp({ env: { DATABASE_URL: postgres.url } })
  const signed = await makeSample(join(work, 'postgres'), other, { templates: ['sale-of-goods'], languages: ['vi'] })
  return `${signed.index.files.length} signed and kept`
}

const ofAuthority = (check: (found: Authority) => Promise<unknown>) => async (): Promise<void> => void (await check(need(made.authority, 'authority')))

const STEPS: readonly Step[] = [
  { name: 'tools', run: async () => void (made.tools = await installTools()) },
  { name: 'app', run: async () => (made.app = await startApp({ data: join(work, 'data') })).address },
  { name: 'samples signed in the browser', run: async () => `${(made.sample = await makeSample(join(work, 'sample'), need(made.app, 'app'))).index.files.length} files` },
  { name: 'pdfsig: Signature is Valid', run: () => askAll(askPdfsig) },
  { name: 'openssl cms -verify at the signing moment', run: () => askAll(askOpenssl) },
  { name: 'qpdf --check', run: () => askAll(askQpdf) },
  { name: 'pyHanko: intact, valid, trusted when signed', run: async () => hold(await askPyHankoOfSamples('signing', [])) },
  { name: 'veraPDF: signed files are PDF/A-3a', run: async () => hold(await askVeraPdf(need(made.tools, 'tools'), questions().map(({ file }) => file))) },
  { name: 'veraPDF: base revisions are PDF/A-3a', run: async () => hold(await askVeraPdf(need(made.tools, 'tools'), await writeBaseRevisions())) },
  { name: 'veraPDF: the judge’s reports are PDF/A-3a', run: async () => hold(await askVeraPdf(need(made.tools, 'tools'), await makeReports(join(work, 'reports')))) },
  { name: 'NIST PKITS: path validation and revocation', run: () => checkPkits(need(made.tools, 'tools').python) },
  { name: 'papers that the service seals', run: async () => `${(made.papers = await makePapers(join(work, 'papers'))).files.length} files` },
  { name: 'veraPDF: papers are PDF/A-3a', run: async () => hold(await askVeraPdf(need(made.tools, 'tools'), need(made.papers, 'papers').files)) },
  { name: 'papers: pdfsig', run: async () => hold(await Promise.all(need(made.papers, 'papers').files.map((file) => askPdfsig({ file })))) },
  { name: 'papers: openssl cms -verify', run: async () => hold(await Promise.all(need(made.papers, 'papers').files.map((file) => askOpenssl({ file, root: need(made.papers, 'papers').root, moment: Math.floor(Date.now() / 1000) })))) },
  { name: 'papers: qpdf --check', run: async () => hold(await Promise.all(need(made.papers, 'papers').files.map((file) => askQpdf({ file })))) },
  { name: 'openssl cms, ts: the evidence package', run: () => checkPackage(need(made.papers, 'papers'), join(work, 'papers')) },
  { name: 'DSS (European Commission): the evidence package is ASiC-E', run: () => checkContainer(need(made.tools, 'tools'), need(made.papers, 'papers'), join(work, 'papers')) },
  { name: 'combinations of level, base, number, algorithm, key', run: async () => `${(made.combined = await makeCombinations(join(work, 'combinations'))).index.files.length} files` },
  { name: 'combinations: pdfsig', run: () => askCombinations(askPdfsig) },
  { name: 'combinations: openssl cms -verify', run: () => askCombinations(askOpenssl) },
  { name: 'combinations: openssl ts -verify', run: () => askCombinations(askOpensslTs, combinations().filter(({ file }) => !basename(file).startsWith('B-B-'))) },
  { name: 'combinations: qpdf --check', run: () => askCombinations(askQpdf) },
  { name: 'combinations: mutool', run: () => askCombinations(askMutool) },
  { name: 'combinations: pyHanko', run: async () => hold(await askPyHankoOfCombinations(combinations(), 'signing', [])) },
  { name: 'combinations: pyHanko, a year later', run: judgeCombinationsLater },
  { name: 'qpdf, mutool, openssl, pdfsig: twelve revisions, freed and used again, signed between, each after every append', run: () => checkRevisions(join(work, 'revisions')) },
  { name: 'archives renewed three times: pyHanko, its clock turned on', run: () => checkRenewals(need(made.tools, 'tools'), join(work, 'renewals')) },
  { name: 'sellers’ own files, signed by two as they are', run: async () => `${(made.own = await makeOwnFiles(join(work, 'own'))).files.length} files` },
  { name: 'own files: pdfsig', run: () => askOwnFiles((question) => askPdfsig(question, true)) },
  { name: 'own files: openssl cms -verify', run: () => askOwnFiles(askOpenssl, ({ isSigned }) => !isSigned) },
  { name: 'own files: qpdf --check', run: () => askOwnFiles(askQpdf) },
  { name: 'own files: mutool', run: () => askOwnFiles(askMutool) },
  { name: 'own files: pyHanko', run: async () => hold(await askPyHanko(need(made.tools, 'tools'), { root: ownFiles().root, files: ownFiles().files.filter(({ isSigned }) => !isSigned).map(({ signed }) => signed), moment: 'signing', crls: [] })) },
  { name: 'own files: veraPDF, as conformant as they came', run: compareOwnFiles },
  { name: 'controls: what must be refused is', run: checkControls },
  { name: 'signature by signature: pyHanko, pdfsig, qpdf', run: () => compareJudges(need(made.tools, 'tools'), join(work, 'comparison'), questions().map(({ file }) => file)) },
  { name: 'openssl verify: /pki/ca', run: async () => void (made.authority = await openAuthority(need(made.app, 'app').address, join(work, 'pki'))) },
  { name: 'openssl crl: /pki/crl', run: ofAuthority(checkCrls) },
  { name: 'openssl ts: /pki/tsa', run: ofAuthority(checkTimestamp) },
  { name: 'openssl ocsp: issuing certificate', run: ofAuthority((found) => checkOcsp(found, found.issuing)) },
  { name: 'openssl ocsp: timestamp unit', run: ofAuthority(async (found) => checkOcsp(found, await checkTimestamp(found))) },
  { name: 'openssl ocsp: a stranger is unknown', run: ofAuthority(checkOcspStranger) },
  { name: 'openssl verify -crl_check, ocsp: suspend, restore, revoke', run: async () => checkLifecycle(need(made.authority, 'authority')) },
  { name: 'openssl x509, asn1parse, verify: what each kind of certificate says and is good for', run: () => checkProfiles(join(work, 'profiles')) },
  { name: 'openssl pkcs12: backups of kept keys, and key files of its own', run: () => checkKeyFiles(join(work, 'keys')) },
  { name: 'pyHanko: a year later, from embedded data', run: judgeAfterYear },
  { name: 'server tests on PostgreSQL', run: testServerOnPostgres },
  { name: 'a journey on PostgreSQL', run: journeyOnPostgres },
  { name: 'PostgreSQL gone and back under load', run: () => checkDatabaseGone(need(made.tools, 'tools')) },
  { name: 'S3: large files in pieces, broken off, and under a wrong hash', run: () => checkBlobStreams(need(made.tools, 'tools').go) },
  { name: 'three processes, PostgreSQL and S3, one killed at work', run: () => checkFleet(need(made.tools, 'tools'), join(work, 'fleet')) },
  { name: 'production behind Caddy over https: published, signed with one of three processes killed, checked', run: () => checkProduction(need(made.tools, 'tools'), join(work, 'production')) },
  { name: 'Go’s tlog, note and formats read the log', run: () => checkLog(need(made.tools, 'tools'), join(work, 'log')) },
  { name: 'strace: synced before the answer', run: checkDurability },
  { name: 'Firefox: published, signed, judged by pdfsig, checked', run: () => checkBrowser('Firefox', join(work, 'browsers')) },
  { name: 'WebKitGTK: published, signed, judged by pdfsig, checked', run: () => checkBrowser('WebKitGTK', join(work, 'browsers')) },
  { name: 'same bytes in Node, Chromium, JavaScriptCore', run: () => checkDeterminism(need(made.tools, 'tools')) },
]

const tally = await runSteps(STEPS, { stopAtFailure: false })
await made.app?.[Symbol.asyncDispose]()
close(tally)
