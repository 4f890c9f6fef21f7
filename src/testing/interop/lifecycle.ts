import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { run, runOrFail } from '../process.ts'
import type { Authority } from './authority.ts'

const EMAIL = 'openssl@example.com'
const NO_SYSTEM = ['-no-CApath', '-no-CAstore']
const outboxSchema = z.object({ mails: z.array(z.object({ to: z.string(), text: z.string() })) })
const keptSchema = z.object({ serial: z.string(), certificate: z.string() })

async function send(address: string, method: string, path: string, body: unknown, cookie = ''): Promise<Response> {
  const answer = await fetch(`${address}${path}`, { method, headers: { origin: address, 'content-type': 'application/json', cookie }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status} ${await answer.text()}`)
  return answer
}

async function signIn(address: string): Promise<string> {
  await send(address, 'POST', '/api/session/code', { email: EMAIL, language: 'en' })
  const { mails } = outboxSchema.parse(await (await fetch(`${address}/api/outbox`)).json())
  const code = mails.filter(({ to }) => to === EMAIL).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]).find(Boolean)
  return (await send(address, 'POST', '/api/session', { email: EMAIL, code })).headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** What OpenSSL says of a certificate now: its path with the current list, and the responder's answer. */
async function judge({ address, folder, root, issuing }: Authority, certificate: string): Promise<string> {
  const fetchPem = async (name: string): Promise<string> => {
    const file = join(folder, `life-${name}.crl`)
    await writeFile(file, Buffer.from(await (await fetch(`${address}/pki/crl/${name}.crl`)).arrayBuffer()))
    await runOrFail('openssl', ['crl', '-inform', 'DER', '-in', file, '-out', `${file}.pem`])
    return `${file}.pem`
  }
  const lists = (await Promise.all(['root', 'issuing'].map(fetchPem))).flatMap((file) => ['-CRLfile', file])
  const path = await run('openssl', ['verify', '-x509_strict', '-crl_check_all', ...lists, '-CAfile', root, '-untrusted', issuing, ...NO_SYSTEM, certificate])
  const ocsp = await runOrFail('openssl', ['ocsp', '-issuer', issuing, '-cert', certificate, '-url', `${address}/pki/ocsp`, '-CAfile', root, '-verify_other', issuing])
  if (!ocsp.output.includes('Response verify OK')) throw new Error(ocsp.output)
  const status = /: (good|revoked|unknown)/.exec(ocsp.output)?.[1] ?? 'nothing'
  const reason = /Reason: (\S+)/.exec(ocsp.output)?.[1]
  const refused = /certificate revoked/.test(path.output) ? 'revoked' : path.output.trim()
  return `${path.code === 0 ? 'path ok' : `path ${refused}`}, ocsp ${status}${reason ? ` ${reason}` : ''}`
}

/** What the delta list says of a serial number, as OpenSSL prints it: the reason, `absent`, or `none` without a list. */
async function readDelta({ address, folder, issuing }: Authority, serial: string): Promise<string> {
  const answer = await fetch(`${address}/pki/crl/issuing/delta.crl`)
  if (answer.status === 404) return 'none'
  const file = join(folder, 'life-delta.crl')
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  const { output } = await runOrFail('openssl', ['crl', '-inform', 'DER', '-in', file, '-noout', '-text', '-CAfile', issuing, ...NO_SYSTEM])
  if (!output.includes('verify OK') || !/Delta CRL Indicator: critical/.test(output)) throw new Error(output)
  const entry = output.split(/Serial Number: /).find((part) => part.toLowerCase().startsWith(serial))
  return entry ? (/CRL Reason Code:\s*\n\s*(.+)/.exec(entry)?.[1]?.trim() ?? 'no reason') : 'absent'
}

/** A key that OpenSSL made is certified for a year, suspended, restored and revoked; OpenSSL's own verdict follows each time. */
export async function checkLifecycle(authority: Authority): Promise<string> {
  const { address, folder } = authority
  const file = (name: string): string => join(folder, name)
  const cookie = await signIn(address)
  await runOrFail('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('life.key'), '-outform', 'DER', '-out', file('life.csr'), '-subj', `/CN=${EMAIL}`, '-addext', `subjectAltName=email:${EMAIL}`])
  const request = (await readFile(file('life.csr'))).toString('base64')
  const { serial, certificate } = keptSchema.parse(await (await send(address, 'POST', '/api/certificates', { request, onBehalf: false, replaces: null }, cookie)).json())
  await writeFile(file('life.der'), Buffer.from(certificate, 'base64'))
  await runOrFail('openssl', ['x509', '-inform', 'DER', '-in', file('life.der'), '-out', file('life.pem')])
  const seen: string[] = [await judge(authority, file('life.pem'))]
  const deltas: string[] = []
  for (const change of [{ state: 'suspended' }, { state: 'good' }, { state: 'revoked', reason: 'keyCompromise' }]) {
    await send(address, 'PUT', `/api/certificates/${serial}/state`, change, cookie)
    seen.push(await judge(authority, file('life.pem')))
    deltas.push(await readDelta(authority, serial))
  }
  const expected = ['path ok, ocsp good', 'path revoked, ocsp revoked certificateHold', 'path ok, ocsp good', 'path revoked, ocsp revoked keyCompromise']
  if (seen.join() !== expected.join()) throw new Error(seen.join('\n'))
  const wanted = ['Certificate Hold', 'Remove From CRL', 'Key Compromise']
  if (deltas.join() !== wanted.join()) throw new Error(`deltas: ${deltas.join()}`)
  return 'issued, suspended, restored, revoked; in lists, deltas and answers'
}
