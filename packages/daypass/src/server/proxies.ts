import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'
import { canonicalAddress, readAddressRange } from '../core/text/ip-address.js'

type Headers = Readonly<Record<string, string | undefined>>

/** The peer of every connection, noted when it was accepted: after a client resets the connection, its address can no longer be read. */
const peers = new WeakMap<object, string>()

/** Notes a connection's peer, in canonical form; call it when the connection is accepted. */
export function notePeer(socket: Pick<Socket, 'remoteAddress'>): void {
  // A link-local peer includes the name of the server's own interface (`fe80::1%eth0`), which is not part of its address.
  const [address = ''] = (socket.remoteAddress ?? '').split('%')
  const peer = canonicalAddress(address)
  if (peer !== undefined) peers.set(socket, peer)
}

/**
 * Where a request came from: the peer, or the address that a trusted proxy gives for its own peer, in canonical form; an empty address when it is
 * unknown, and then the request must be rejected.
 */
export interface Proxies {
  origin(message: Pick<IncomingMessage, 'socket'>, headers: Headers): { readonly sourceIp: string; readonly secure: boolean }
  /** Whether the noted peer of a connection is a trusted proxy. */
  trusts(socket: object): boolean
}

/** The address in an entry of X-Forwarded-For, which some proxies write with a port or in brackets; undefined for an invalid one. */
function addressIn(entry: string): string | undefined {
  const trimmed = entry.trim()
  const bare = /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1] ?? trimmed
  return canonicalAddress(bare)
}

/**
 * `trusted` are addresses or CIDR ranges (`10.0.0.0/8`). `X-Forwarded-For` and `X-Forwarded-Proto` count only when the peer is one of them; the
 * client is then the rightmost address that is not itself a trusted proxy. From any other peer they are ignored, because they could be forged.
 */
export function trustProxies(trusted: readonly string[]): Proxies {
  const list = new BlockList()
  for (const entry of trusted) add(list, entry)
  const isTrusted = (address: string): boolean => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  const trusts = (socket: object): boolean => trusted.length > 0 && isTrusted(peers.get(socket) ?? '')
  return {
    trusts,
    origin(message, headers) {
      const peer = peers.get(message.socket) ?? ''
      const secure = 'encrypted' in message.socket
      if (!trusts(message.socket)) return { sourceIp: peer, secure }
      const client = clientOf(headers['x-forwarded-for'] ?? '', isTrusted)
      return { sourceIp: client ?? peer, secure: (headers['x-forwarded-proto'] ?? '').trim() === 'https' }
    },
  }
}

/**
 * The last address before the trusted proxies. Where all are trusted it is the first one: a program behind the proxies sent the request. Undefined
 * without a header. An invalid entry gives an empty address: the entries before it may be forged by the client, and the proxy's own address is not
 * the client's.
 */
function clientOf(forwarded: string, isTrusted: (address: string) => boolean): string | undefined {
  if (forwarded.trim() === '') return undefined
  let first: string | undefined
  for (const entry of forwarded.split(',').reverse()) {
    first = addressIn(entry)
    if (first === undefined) return ''
    if (!isTrusted(first)) return first
  }
  return first
}

/** Throws a RangeError for an invalid address or range. */
function add(list: BlockList, entry: string): void {
  const range = readAddressRange(entry)
  if (range === undefined)
    throw new RangeError(`${entry} is not an IP address or a range of addresses. Write it as 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32`)
  list.addSubnet(range.address, range.prefix, range.family)
}
