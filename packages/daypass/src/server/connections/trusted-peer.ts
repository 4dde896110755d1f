import type { Socket } from 'node:net'
import { notePeer, type Proxies } from '../proxies.js'

/** An address of documentation (RFC 5737), which nobody has. */
const NOBODY = '192.0.2.1'

/** Whether a peer is a trusted proxy: whether it is believed when it says that a request came from somebody else. */
export function isTrustedPeer(proxies: Proxies, socket: Socket): boolean {
  notePeer(socket)
  return proxies.origin({ socket }, { 'x-forwarded-for': NOBODY }).sourceIp === NOBODY
}
