import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Admission, type ConnectionFigures, type Guest } from './admission.js'
import { Connection, type Shared } from './connection.js'

/** The connections of a server. */
export interface Connections {
  /** The connection on this socket; undefined before its TLS handshake is over. */
  of(socket: object): Connection | undefined
  /** Destroys every socket, including those in their TLS handshake. */
  closeAll(): void
  /** Destroys the sockets on which nothing is being answered. */
  closeQuiet(): void
  figures(): ConnectionFigures
}

/** What guarding needs. */
export interface Guarding {
  readonly shared: Shared
  readonly isTls: boolean
  readonly isProxy: (socket: Socket) => boolean
  /** Called with every socket that requests will arrive on. */
  readonly greet: (socket: Socket) => void
}

/**
 * Counts the sockets of a server, and sets a deadline for TLS handshakes. Node does neither by itself: its HTTP code does not know a socket before
 * the handshake is over. Call it before the server listens.
 */
export function guardConnections(server: Server, guarding: Guarding): Connections {
  const admission = new Admission(guarding.shared.limits)
  const connections = new WeakMap<object, Connection>()
  const greet = (socket: Socket, guest: Guest): void => {
    guest.connection = new Connection(socket, guarding.shared, guest.address)
    connections.set(socket, guest.connection)
    guarding.greet(socket)
  }
  const handshakes = guarding.isTls ? watchHandshakes(server, guarding.shared.limits.handshake, greet) : undefined
  const accept = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    const from = { address: address ?? '', isProxy: guarding.isProxy(socket), since: guarding.shared.ends }
    const guest = address === undefined ? undefined : admission.admit(socket, from)
    if (guest === undefined) return void socket.destroy()
    if (handshakes === undefined) greet(socket, guest)
    else handshakes.watch(guest)
    for (const listener of accept) listener.call(server, socket)
  })
  return {
    of: (socket) => connections.get(socket),
    closeAll: () => admission.closeAll(),
    closeQuiet: () => admission.closeQuiet(),
    figures: () => admission.figures(),
  }
}

/** Sets a deadline for every handshake, however the client spends the time. `greet` is called when one is over. */
function watchHandshakes(server: Server, within: number, greet: (socket: Socket, guest: Guest) => void) {
  const underWay = new Map<string, Guest>()
  const peerOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`
  server.on('secureConnection', (socket: Socket) => {
    const guest = underWay.get(peerOf(socket))
    if (guest === undefined) return void socket.destroy()
    underWay.delete(peerOf(socket))
    socket.allowHalfOpen = true
    greet(socket, guest)
  })
  return {
    watch(guest: Guest): void {
      const { socket } = guest
      // A client that closes before the handshake is over will not get an answer; the TLS socket inherits this.
      socket.allowHalfOpen = false
      const peer = peerOf(socket)
      const timer = setTimeout(() => {
        if (underWay.get(peer) === guest) socket.destroy()
      }, within)
      underWay.set(peer, guest)
      socket.once('close', () => {
        clearTimeout(timer)
        if (underWay.get(peer) === guest) underWay.delete(peer)
      })
    },
  }
}
