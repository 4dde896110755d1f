import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'

type Headers = Readonly<Record<string, string | undefined>>

/** The peer of every connection, taken when it was accepted: a client that resets the connection has no address any more when its request is read. */
const peers = new WeakMap<object, string>()

/** Notes a connection's peer; call it when the connection is accepted. */
export function notePeer(socket: Pick<Socket, 'remoteAddress'>): void {
  if (socket.remoteAddress !== undefined) peers.set(socket, socket.remoteAddress)
}

/** Where a request came from: the peer, or what a trusted proxy says of its own peer; an empty address when the peer is not known, which nobody may serve. */
export interface Proxies {
  origin(message: Pick<IncomingMessage, 'socket'>, headers: Headers): { readonly sourceIp: string; readonly secure: boolean }
}

const MAPPED = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i

/** An IPv4 address that is written as IPv6 (dual-stack sockets, some proxies), as what it is: conditions on IPv4 ranges would not see it otherwise. */
function plain(address: string): string {
  const [, dotted, high, low] = MAPPED.exec(address) ?? []
  if (dotted !== undefined) return dotted
  if (high === undefined || low === undefined) return address
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`
}

/** The address in an entry of X-Forwarded-For, which some proxies write with a port or in brackets; undefined when it holds none. */
function addressIn(entry: string): string | undefined {
  const trimmed = entry.trim()
  const bare = /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1] ?? trimmed
  return isIP(bare) !== 0 && !bare.includes('%') ? plain(bare) : undefined
}

/**
 * `trusted` are addresses or CIDR ranges (`10.0.0.0/8`). `X-Forwarded-For` and `X-Forwarded-Proto` count only when the peer is one of them; the
 * client is then the rightmost address that is not itself a trusted proxy. From anyone else they are ignored: they could be made up.
 */
export function trustProxies(trusted: readonly string[]): Proxies {
  const list = new BlockList()
  for (const entry of trusted) add(list, entry)
  const isTrusted = (address: string): boolean => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return {
    origin(message, headers) {
      const peer = plain(peers.get(message.socket) ?? '')
      const secure = 'encrypted' in message.socket
      if (trusted.length === 0 || !isTrusted(peer)) return { sourceIp: peer, secure }
      const client = clientOf(headers['x-forwarded-for'] ?? '', isTrusted)
      return { sourceIp: client ?? peer, secure: (headers['x-forwarded-proto'] ?? '').trim() === 'https' }
    },
  }
}

/**
 * The last address before the trusted proxies; undefined when they name none. An entry that is no address gives an empty one: what stands before it
 * may be the client's invention, and the proxy's own address is not the client's.
 */
function clientOf(forwarded: string, isTrusted: (address: string) => boolean): string | undefined {
  if (forwarded.trim() === '') return undefined
  for (const entry of forwarded.split(',').reverse()) {
    const address = addressIn(entry)
    if (address === undefined) return ''
    if (!isTrusted(address)) return address
  }
  return undefined
}

/** Throws a RangeError for what is no address or range. */
function add(list: BlockList, entry: string): void {
  const [address = '', prefix, ...rest] = entry.split('/')
  const family = isIP(address)
  const bits = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix)
  if (family === 0 || rest.length > 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 6 ? 128 : 32))
    throw new RangeError(`${entry} is no address or CIDR range`)
  list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
}
