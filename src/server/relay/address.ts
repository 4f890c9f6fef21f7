import { BlockList, isIP } from 'node:net'

/** Special-purpose IPv4 blocks (RFC 6890 and its registry): private, shared, loopback, link-local, documentation, benchmarking, multicast, reserved. */
const REFUSED_4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24',
  '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
] as const
/** Inside global unicast: protocol assignments with Teredo, documentation, 6to4. Everything outside global unicast is refused anyway. */
const REFUSED_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20', '5f00::/16'] as const
const GLOBAL_6 = '2000::/3'

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', length = ''] = range.split('/')
    list.addSubnet(network, Number(length), family)
  }
  return list
}

const refused4 = listOf(REFUSED_4, 'ipv4')
const refused6 = listOf(REFUSED_6, 'ipv6')
const global6 = listOf([GLOBAL_6], 'ipv6')

/**
 * Whether an IP address is one of the public internet. IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4, Teredo) are not: they
 * could lead where the plain one may not.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4: return !refused4.check(address, 'ipv4')
    case 6: return !address.includes('%') && global6.check(address, 'ipv6') && !refused6.check(address, 'ipv6')
    default: return false
  }
}
