import { existsSync, globSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { isCodedError } from '../../core/bytes/error.ts'
import { collectCrlAnswers } from '../../core/pki/crl-check.ts'
import { ALL_REASONS } from '../../core/pki/distribution-point.ts'
import { validatePath } from '../../core/pki/path.ts'
import { ROOT, runOrFail } from '../process.ts'

/** NIST's Public Key Interoperability Test Suite (2011) as pyhanko-certvalidator's source package carries it: certificates, lists and what must come out. */
const SOURCE = 'pyhanko-certvalidator==0.33.0'
const CACHE = join(ROOT, 'node_modules', '.cache', 'interop', 'pkits')
/** When all of its certificates run and all of its current lists are current. */
const INSTANT = Date.UTC(2022, 4, 1)
/** Paths with DSA over SHA-1, which proves nothing at this instant; in the second the key also takes its parameters from its issuer's (RFC 3279 §2.3.2). */
const DSA: ReadonlySet<string> = new Set(['40104', '40105'])

const caseSchema = z.array(z.object({
  id: z.string(),
  name: z.string(),
  cert: z.string(),
  other_certs: z.array(z.string()).optional(),
  crls: z.array(z.string()).optional(),
  revocation: z.boolean().optional(),
  error: z.unknown().optional(),
  params: z.object({
    user_initial_policy_set: z.array(z.string()).optional(),
    initial_explicit_policy: z.boolean().optional(),
    initial_policy_mapping_inhibit: z.boolean().optional(),
    initial_any_policy_inhibit: z.boolean().optional(),
  }).optional(),
}))
type Case = z.infer<typeof caseSchema>[number]

async function fetchSuite(python: string): Promise<string> {
  const find = (): string | undefined => globSync(join(CACHE, '*', 'tests', 'fixtures', 'nist_pkits'))[0]
  const known = find()
  if (known !== undefined && existsSync(join(known, 'pkits.json'))) return known
  await mkdir(CACHE, { recursive: true })
  await runOrFail(python, ['-m', 'pip', 'download', '-q', '--disable-pip-version-check', '--no-deps', '--no-binary', ':all:', '-d', CACHE, SOURCE], { timeout: 300_000 })
  await runOrFail('tar', ['-xzf', globSync(join(CACHE, '*.tar.gz'))[0] ?? '', '-C', CACHE])
  return find() ?? (() => { throw new Error('the package carries no suite any more') })()
}

/** Why a path does not stand; null when it does. */
async function judge(folder: string, one: Case): Promise<string | null> {
  const read = async (part: 'certs' | 'crls', name: string): Promise<Uint8Array> => new Uint8Array(await readFile(join(folder, part, name)))
  const [root, rootCrl, certificate] = [await read('certs', 'TrustAnchorRootCertificate.crt'), await read('crls', 'TrustAnchorRootCRL.crl'), await read('certs', one.cert)]
  const intermediates = await Promise.all((one.other_certs ?? []).map((name) => read('certs', name)))
  const crls = [rootCrl, ...(await Promise.all((one.crls ?? []).map((name) => read('crls', name))))]
  const { user_initial_policy_set: accepted, initial_explicit_policy: isExplicit = false, initial_policy_mapping_inhibit: isMappingInhibited = false, initial_any_policy_inhibit: isAnyInhibited = false } = one.params ?? {}
  try {
    const policies = { ...(accepted ? { accepted } : {}), isExplicit, isMappingInhibited, isAnyInhibited }
    const path = await validatePath({ certificate, intermediates, anchors: [root], time: INSTANT, purpose: 'any', policies })
    if (!path.isValid) return path.checks.filter(({ passed }) => !passed).map(({ code }) => code).join(', ')
    if (one.revocation === false && one.crls === undefined) return null
    for (const [index, subject] of path.chain.slice(0, -1).entries()) {
      const answers = await collectCrlAnswers({ certificate: subject, issuer: path.chain[index + 1]!, crls, certificates: intermediates, anchors: [root], instantFor: () => INSTANT, maxAge: 0 })
      if (answers.some(({ revoked }) => revoked)) return 'revoked'
      if (answers.reduce((known, { reasons }) => known | reasons, 0) !== ALL_REASONS) return 'revocation unknown'
    }
    return null
  } catch (error) {
    if (isCodedError(error)) return error.code
    throw error
  }
}

/** Holds path validation and revocation against every case of the suite. Throws, naming them, where something else comes out. */
export async function checkPkits(python: string): Promise<string> {
  const folder = await fetchSuite(python)
  const cases = caseSchema.parse(JSON.parse(await readFile(join(folder, 'pkits.json'), 'utf8')))
  const wrong: string[] = []
  for (const one of cases) {
    const found = await judge(folder, one)
    const isMeant = one.error === undefined && !DSA.has(one.id)
    if ((found === null) !== isMeant) wrong.push(`${one.id} ${one.name}: ${found ?? 'passed'}`)
  }
  if (cases.length < 200) throw new Error(`only ${cases.length} cases`)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  return `${cases.length} paths, ${DSA.size} of them with DSA over SHA-1 and not passed`
}
