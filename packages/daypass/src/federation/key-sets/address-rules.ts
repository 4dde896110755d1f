/**
 * key-sets: the keys of issuers, fetched and kept. Owns every connection that the server makes to an identity provider, and the limits of each: addresses,
 * size, time, redirects, how often. Refuses to fetch for what a token says: only the URL of a provider that an account has leads anywhere.
 * May know: core, federation/oidc.
 */
import { BlockList, isIP, isIPv6 } from 'node:net'

/** Which addresses may be called. */
export type CallableAddresses = 'public' | 'any' | 'loopback'

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/')
    list.addSubnet(address, Number(prefix), isIPv6(address) ? 'ipv6' : 'ipv4')
  }
  return list
}

/** Not globally reachable (IANA IPv4 and IPv6 Special-Purpose Address Registries). Of IPv6 only 2000::/3 is, with exceptions. */
const NOT_PUBLIC_V4 = blockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
])
const GLOBAL_V6 = blockList(['2000::/3'])
/** IETF protocols and tunnels, which end at an IPv4 address of the sender's choice; documentation. */
const NOT_PUBLIC_V6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])
/** Node.js compares an IPv4 address within IPv6 with rules for either version, so that each version has its own list, here and below. */
const LOOPBACK = { ipv4: blockList(['127.0.0.0/8']), ipv6: blockList(['::1/128']) }
/** This host by its other name; link-local, where clouds keep the keys of machines; their other addresses for that (Azure, Alibaba, Oracle); groups. */
const NEVER_V4 = ['0.0.0.0/8', '169.254.0.0/16', '168.63.129.16/32', '100.100.100.200/32', '192.0.0.192/32', '224.0.0.0/3']
/** The same of IPv6: AWS's services for machines (fd00:ec2::/32), and the addresses of Google, Oracle, Scaleway, Akamai (Linode) and Alibaba. */
const NEVER_V6 = [
  ...['fe80::/10', 'ff00::/8', 'fd00:ec2::/32', 'fd20:ce::254/128', 'fd00:c1::a9fe:a9fe/128', 'fd00:42::42/128'],
  ...['fd00:a9fe:a9fe::1/128', 'fd00:100::100:200/128'],
]
/**
 * An address of IPv4 within IPv6 is another spelling of it: compatible, mapped, translated (RFC 4291, RFC 2765), Teredo, 6to4, NAT64 of local use (RFC 8215).
 * The well-known prefix of NAT64 (RFC 6052) leads to all of IPv4 where a network has no other way, so only what it must not lead to is listed.
 */
const WITHIN_V6 = ['::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '2001::/32', '2002::/16', '64:ff9b:1::/48']
const nat64 = (subnet: string): string => {
  const [address, prefix] = subnet.split('/')
  return `64:ff9b::${address}/${96 + Number(prefix)}`
}
/** Nobody's identity provider, whatever is allowed. */
const NEVER = { ipv4: blockList(NEVER_V4), ipv6: blockList([...NEVER_V6, ...WITHIN_V6, ...[...NEVER_V4, '127.0.0.0/8'].map(nat64)]) }

/** Whether an address, which the resolver returned or a URL names, may be called. */
export function mayCall(address: string, range: CallableAddresses): boolean {
  const version = isIP(address)
  if (version === 0) return false
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (LOOPBACK[family].check(address, family)) return range !== 'public'
  if (range === 'loopback' || NEVER[family].check(address, family)) return false
  if (range === 'any') return true
  return version === 6 ? GLOBAL_V6.check(address, family) && !NOT_PUBLIC_V6.check(address, family) : !NOT_PUBLIC_V4.check(address, family)
}
