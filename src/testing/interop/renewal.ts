import { X509Certificate } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { issueTimestampToken } from '../../core/cms/timestamp.ts'
import { OID_POLICY_TIMESTAMP } from '../../core/pki/oids.ts'
import { issueTimestampUnit } from '../../core/pki/profile.ts'
import { createSigner, type Signer } from '../../core/pki/signer.ts'
import { createTimestampRequest, parseTimestampRequest } from '../../core/pki/timestamp.ts'
import { extendArchive } from '../../core/signing/archive.ts'
import { selectValidationData } from '../../core/signing/needed.ts'
import { generateTestKeys, type TestAuthority } from '../pki/authority.ts'
import type { Combination } from '../sample/combination.ts'
import { run } from '../process.ts'
import { openStudio } from '../sample/studio.ts'
import { type PyHankoVerdict, pyHankoVerdictSchema } from './judges.ts'
import type { Tools } from './tools.ts'

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR
/** When the archives are renewed, and when they are judged: every signatory has ended long before. */
const RENEWED = [1.5 * YEAR, 3 * YEAR, 4.5 * YEAR]
const JUDGED = 4.8 * YEAR
const SUBJECTS: readonly Combination[] = [
  { level: 'B-LTA', base: 'table', signatories: 2, algorithm: 'ECDSA', key: 'one-time' },
  { level: 'B-LTA', base: 'stream', signatories: 1, algorithm: 'RSA', key: 'kept' },
]

export interface Renewals {
  readonly root: string
  /** Renewed three times by two units. */
  readonly renewed: readonly string[]
  /** ISO instant. */
  readonly moment: string
  readonly crls: readonly string[]
}

/** A unit of a later year: good for five more. */
async function issueUnit({ root, addresses, random }: TestAuthority, from: number): Promise<Signer> {
  const keys = await generateTestKeys()
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
  const above = { ...addresses, crl: 'http://localhost/pki/crl/root.crl', ca: 'http://localhost/pki/ca/root.crt' }
  const der = await issueTimestampUnit({ spki, name: { commonName: 'Test timestamps, later', organization: 'Countersign test authority' }, issuer: root, addresses: above, serialNumber: random(16), notBefore: from - HOUR, notAfter: from + 5 * YEAR })
  return createSigner(keys.privateKey, der, [root.certificate])
}

/** Archives of six years: each renewed three times with the clock turned on, the last time by another unit. */
export async function makeRenewals(folder: string, now = Math.floor(Date.now() / 1000) * 1000): Promise<Renewals> {
  await mkdir(folder, { recursive: true })
  const studio = await openStudio(now)
  const { authority } = studio
  const trust = { anchors: authority.anchors }
  const later = await issueUnit(authority, now + RENEWED[2]!)
  const renewed: string[] = []
  for (const [index, combination] of SUBJECTS.entries()) {
    let bytes = await studio.make(combination)
    for (const [turn, after] of RENEWED.entries()) {
      const at = now + after
      const unit = turn < 2 ? authority.timestampUnit : later
      const timestamp = async (imprint: Uint8Array): Promise<Uint8Array> =>
        issueTimestampToken({ request: parseTimestampRequest(createTimestampRequest({ imprint, nonce: authority.random(8) })), signer: unit, genTime: at, serialNumber: authority.random(16), policy: OID_POLICY_TIMESTAMP })
      const { length } = await timestamp(new Uint8Array(32))
      // Of the units only: what speaks for the signatories is in the file since they signed, and a later list of their issuer says nothing of ended certificates.
      const pool = { certificates: authority.intermediates, crls: [await authority.issueCrl({ by: 'root', thisUpdate: at - HOUR, nextUpdate: at + HOUR, crlNumber: turn + 2 })], ocsps: [] }
      bytes = await extendArchive({ bytes, data: await selectValidationData(bytes, pool, authority.anchors), timestampLength: length, timestamp, trust })
    }
    renewed.push(join(folder, `${index}-renewed.pdf`))
    await writeFile(renewed.at(-1)!, bytes)
  }
  const at = now + JUDGED
  const crls = [join(folder, 'root-later.crl')]
  await writeFile(crls[0]!, await authority.issueCrl({ by: 'root', crlNumber: 9, thisUpdate: at - HOUR, nextUpdate: at + HOUR }))
  const root = join(folder, 'root.pem')
  await writeFile(root, new X509Certificate(Buffer.from(authority.root.certificate)).toString())
  return { root, renewed, moment: new Date(at).toISOString(), crls }
}

async function askArchive(tools: Tools, { root, moment, crls }: Renewals, files: readonly string[]): Promise<PyHankoVerdict[]> {
  const env = { LD_PRELOAD: tools.faketime, FAKETIME: `+${Math.floor(JUDGED / 1000)}s`, DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' }
  const { code, stdout, output } = await run(tools.python, ['-W', 'ignore', join(import.meta.dirname, 'pyhanko_archive.py')], { input: JSON.stringify({ root, files, moment, crls }), env })
  if (code !== 0) throw new Error(`pyHanko did not answer\n${output.slice(-3000)}`)
  return z.array(pyHankoVerdictSchema).parse(JSON.parse(stdout))
}

/** pyHanko with its clock turned on: archives that were renewed again and again pass, with then-current lists only, and a changed byte does not. */
export async function checkRenewals(tools: Tools, folder: string): Promise<string> {
  const made = await makeRenewals(folder)
  const verdicts = await askArchive(tools, made, made.renewed)
  const wrong = verdicts.filter(({ passed }) => !passed)
  if (verdicts.length < SUBJECTS.length || wrong.length > 0) throw new Error(wrong.map(({ file, remark }) => `${file}: ${remark}`).join('\n') || 'nothing was judged')
  if ((await askArchive(tools, { ...made, crls: [] }, made.renewed)).some(({ passed }) => passed)) throw new Error('passed without a current list: the old ones live too long')
  const changed = join(folder, 'changed.pdf')
  const bytes = await readFile(made.renewed[0]!)
  const at = bytes.indexOf('/Contents <') - 300
  bytes[at] = bytes[at]! ^ 1
  await writeFile(changed, bytes)
  if ((await askArchive(tools, made, [changed])).some(({ passed }) => passed)) throw new Error('passed with a changed byte')
  return `${verdicts.length} signatures, ${RENEWED.length} renewals each`
}
