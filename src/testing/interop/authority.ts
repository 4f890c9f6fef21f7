import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run, runOrFail } from '../process.ts'

/** The running app's public certificate services, as OpenSSL sees them. */
export interface Authority {
  readonly address: string
  readonly folder: string
  /** Root certificate, PEM. */
  readonly root: string
  readonly issuing: string
}

const NO_SYSTEM = ['-no-CApath', '-no-CAstore']

async function fetchBytes(url: string, init?: RequestInit): Promise<Buffer> {
  const answer = await fetch(url, init)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status} ${await answer.text()}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** Fetches DER into a file and gives its path. */
async function download(authority: Pick<Authority, 'address' | 'folder'>, path: string): Promise<string> {
  const file = join(authority.folder, path.replaceAll('/', '-').replace(/^-/, ''))
  await writeFile(file, await fetchBytes(`${authority.address}${path}`))
  return file
}

async function toPem(file: string): Promise<string> {
  await runOrFail('openssl', ['x509', '-inform', 'DER', '-in', file, '-out', `${file}.pem`])
  return `${file}.pem`
}

/** Fetches root and issuing certificate from /pki/ca and holds the second against the first. */
export async function openAuthority(address: string, folder: string): Promise<Authority> {
  await mkdir(folder, { recursive: true })
  const [root, issuing] = await Promise.all(['root', 'issuing'].map(async (name) => toPem(await download({ address, folder }, `/pki/ca/${name}.cer`))))
  if (!root || !issuing) throw new Error('certificates missing')
  await runOrFail('openssl', ['verify', '-x509_strict', '-CAfile', root, ...NO_SYSTEM, issuing])
  return { address, folder, root, issuing }
}

/** Both CRLs: signed by their issuers, current, and with the issuing certificate not on the root's. Gives their paths (DER). */
export async function checkCrls(authority: Authority): Promise<{ readonly root: string; readonly issuing: string }> {
  const fetched = await Promise.all(['root', 'issuing'].map((name) => download(authority, `/pki/crl/${name}.crl`)))
  const [root = '', issuing = ''] = fetched
  for (const [file, issuer] of [[root, authority.root], [issuing, authority.issuing]] as const) {
    const { output } = await runOrFail('openssl', ['crl', '-inform', 'DER', '-in', file, '-CAfile', issuer, ...NO_SYSTEM, '-out', `${file}.pem`])
    if (!output.includes('verify OK')) throw new Error(`${file}: ${output}`)
  }
  await runOrFail('openssl', ['verify', '-crl_check', '-CRLfile', `${root}.pem`, '-CAfile', authority.root, ...NO_SYSTEM, authority.issuing])
  return { root, issuing }
}

/** Asks /pki/tsa for a token over some data and verifies it; the same token over other data is refused. Gives the unit's certificate (PEM path). */
export async function checkTimestamp(authority: Authority): Promise<string> {
  const file = (name: string): string => join(authority.folder, name)
  await writeFile(file('stamped'), 'what is stamped')
  await writeFile(file('other'), 'what is not')
  await runOrFail('openssl', ['ts', '-query', '-data', file('stamped'), '-sha256', '-cert', '-out', file('query.tsq')])
  const query = await readFile(file('query.tsq'))
  const headers = { 'content-type': 'application/timestamp-query' }
  await writeFile(file('answer.tsr'), await fetchBytes(`${authority.address}/pki/tsa`, { method: 'POST', headers, body: query }))
  const trust = ['-CAfile', authority.root, '-untrusted', authority.issuing]
  const good = await runOrFail('openssl', ['ts', '-verify', '-queryfile', file('query.tsq'), '-in', file('answer.tsr'), ...trust])
  if (!good.output.includes('Verification: OK')) throw new Error(good.output)
  const bad = await run('openssl', ['ts', '-verify', '-data', file('other'), '-in', file('answer.tsr'), ...trust])
  if (bad.code === 0) throw new Error('a token over other data verified')
  await runOrFail('openssl', ['ts', '-reply', '-in', file('answer.tsr'), '-token_out', '-out', file('token.der')])
  const { stdout } = await runOrFail('openssl', ['pkcs7', '-inform', 'DER', '-in', file('token.der'), '-print_certs'])
  for (const [index, pem] of (stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).entries()) {
    const path = file(`unit-${index}.pem`)
    await writeFile(path, `${pem}\n`)
    const { stdout: facts } = await runOrFail('openssl', ['x509', '-in', path, '-noout', '-ext', 'extendedKeyUsage'])
    if (/Time Stamping/.test(facts)) return path
  }
  throw new Error('the token does not carry the certificate of the unit that signed it')
}

async function issuerOf(authority: Authority, certificate: string): Promise<string> {
  const name = async (file: string, field: string): Promise<string> => (await runOrFail('openssl', ['x509', '-in', file, '-noout', field])).stdout.replace(/^\w+=\s*/, '')
  const issuer = await name(certificate, '-issuer')
  for (const candidate of [authority.issuing, authority.root]) if ((await name(candidate, '-subject')) === issuer) return candidate
  throw new Error(`${certificate} is issued by a stranger: ${issuer}`)
}

/** Asks /pki/ocsp about a certificate: a verified answer with our nonce that says good. */
export async function checkOcsp(authority: Authority, certificate: string): Promise<void> {
  const issuer = await issuerOf(authority, certificate)
  const trust = ['-CAfile', authority.root, '-verify_other', authority.issuing]
  const { output } = await runOrFail('openssl', ['ocsp', '-issuer', issuer, '-cert', certificate, '-url', `${authority.address}/pki/ocsp`, ...trust, '-resp_text'])
  if (!output.includes('Response verify OK') || !output.includes(`${certificate}: good`) || /no nonce/i.test(output)) throw new Error(output)
}

/** A serial number that was never given out is not called good. */
export async function checkOcspStranger(authority: Authority): Promise<void> {
  const { output } = await run('openssl', ['ocsp', '-issuer', authority.issuing, '-serial', '0x5eed5eed', '-url', `${authority.address}/pki/ocsp`, '-CAfile', authority.root, '-verify_other', authority.issuing])
  if (!output.includes('Response verify OK') || !/0x5eed5eed: unknown/i.test(output)) throw new Error(output)
}
