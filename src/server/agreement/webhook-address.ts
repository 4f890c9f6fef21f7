import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { refuse } from '../refusal.ts'

/** Networks that are nobody's public server (RFC 6890 and its like). */
const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) PRIVATE.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) PRIVATE.addSubnet(network, prefix, 'ipv6')

/** Global unicast (RFC 4291): whatever lies outside is nobody's public server, whichever way it holds an IPv4 address. */
const GLOBAL = new BlockList()
GLOBAL.addSubnet('2000::', 3, 'ipv6')

/** Whether an address belongs to a private, local or reserved network; IPv4 inside IPv6 is unwrapped. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (/^::ffff:/i.test(address) && mapped === undefined) return true
  const plain = mapped ?? address
  const family = isIP(plain)
  if (family === 0) return true
  return family === 4 ? PRIVATE.check(plain, 'ipv4') : !GLOBAL.check(plain, 'ipv6') || PRIVATE.check(plain, 'ipv6')
}

/** Finds addresses of a host; tests put in their own. */
export type Resolve = (host: string) => Promise<readonly string[]>
const resolveHost: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/**
 * The address to send to: resolved once and pinned, so that a second look-up cannot lead elsewhere. `allowLocal` is for development and
 * refused in production. Throws WEBHOOK_REFUSED.
 */
export async function checkWebhookAddress(text: string, allowLocal: boolean, resolve: Resolve = resolveHost): Promise<{ url: URL; address: string }> {
  const url = URL.canParse(text) ? new URL(text) : refuse('WEBHOOK_REFUSED', { problem: 'MALFORMED' })
  if (url.username !== '' || url.password !== '') refuse('WEBHOOK_REFUSED', { problem: 'CREDENTIALS' })
  if (url.protocol !== 'https:' && !(allowLocal && url.protocol === 'http:')) refuse('WEBHOOK_REFUSED', { problem: 'PLAIN_HTTP' })
  const host = url.hostname.replace(/^\[|\]$/g, '')
  let addresses: readonly string[]
  try {
    addresses = isIP(host) === 0 ? await resolve(host) : [host]
  } catch {
    return refuse('WEBHOOK_REFUSED', { problem: 'UNKNOWN_HOST' })
  }
  const [address] = addresses
  if (address === undefined || (!allowLocal && addresses.some(isPrivateAddress))) refuse('WEBHOOK_REFUSED', { problem: 'PRIVATE_ADDRESS' })
  return { url, address }
}
