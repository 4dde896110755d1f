import type { Socket } from 'node:net'
import { addressKey } from './address-key.js'
import type { Connection } from './connection.js'
import type { ConnectionLimits } from './limits.js'

/** An open socket, and its connection once the TLS handshake is over. */
export interface Guest {
  readonly socket: Socket
  /** Undefined for trusted proxies, which carry many clients. */
  readonly address: string | undefined
  readonly since: number
  connection: Connection | undefined
}

/** What connections have moved since the server began to listen; `refused` counts those that found no room, `displaced` those closed for others. */
export interface ConnectionFigures {
  readonly open: number
  readonly accepted: number
  readonly refused: number
  readonly displaced: number
  readonly receivedBytes: number
  readonly sentBytes: number
}

/**
 * Limits the open connections. At the limit, the connection that has been idle for longest is closed for a new one; if none is idle, the new one is
 * rejected. So a client that only opens connections cannot lock others out.
 */
export class Admission {
  readonly #guests = new Set<Guest>()
  readonly #byAddress = new Map<string, Set<Guest>>()
  readonly #limits: Pick<ConnectionLimits, 'connections' | 'connectionsPerAddress'>
  /** Of the connections that are closed. */
  readonly #past = { accepted: 0, refused: 0, displaced: 0, receivedBytes: 0, sentBytes: 0 }

  constructor(limits: Pick<ConnectionLimits, 'connections' | 'connectionsPerAddress'>) {
    this.#limits = limits
  }

  /** Admits a socket until it closes; undefined when there are too many. `since` is its position in the count of ended exchanges. */
  admit(socket: Socket, from: { address: string; isProxy: boolean; since: number }): Guest | undefined {
    const address = from.isProxy ? undefined : addressKey(from.address)
    const neighbours = address === undefined ? undefined : (this.#byAddress.get(address) ?? new Set<Guest>())
    if (neighbours !== undefined && !this.#hasRoom(neighbours, this.#limits.connectionsPerAddress)) return undefined
    if (!this.#hasRoom(this.#guests, this.#limits.connections)) return undefined
    this.#past.accepted += 1
    const guest: Guest = { socket, address, since: from.since, connection: undefined }
    this.#guests.add(guest)
    if (address !== undefined && neighbours !== undefined) this.#byAddress.set(address, neighbours.add(guest))
    socket.once('close', () => this.#leave(guest))
    return guest
  }

  /** Until now, with the connections that are open. */
  figures(): ConnectionFigures {
    let [receivedBytes, sentBytes] = [this.#past.receivedBytes, this.#past.sentBytes]
    for (const { socket } of this.#guests) {
      receivedBytes += socket.bytesRead
      sentBytes += socket.bytesWritten
    }
    return { ...this.#past, open: this.#guests.size, receivedBytes, sentBytes }
  }

  /** Destroys every socket, including those in their TLS handshake. */
  closeAll(): void {
    for (const { socket } of this.#guests) socket.destroy()
  }

  /** Destroys the sockets on which nothing is being answered. */
  closeQuiet(): void {
    for (const { socket, connection } of this.#guests) if (connection?.isAtWork !== true) socket.destroy()
  }

  #leave(guest: Guest): void {
    this.#guests.delete(guest)
    this.#past.receivedBytes += guest.socket.bytesRead
    this.#past.sentBytes += guest.socket.bytesWritten
    if (guest.address === undefined) return
    const neighbours = this.#byAddress.get(guest.address)
    neighbours?.delete(guest)
    if (neighbours?.size === 0) this.#byAddress.delete(guest.address)
  }

  #hasRoom(guests: ReadonlySet<Guest>, most: number): boolean {
    const room = roomIn(guests, most)
    if (room === 'none') this.#past.refused += 1
    if (room === 'displaced') this.#past.displaced += 1
    return room !== 'none'
  }
}

/** A destroyed socket no longer counts, although it is not closed yet. */
function roomIn(guests: ReadonlySet<Guest>, most: number): 'free' | 'displaced' | 'none' {
  if (guests.size < most) return 'free'
  let open = 0
  let quietest: Guest | undefined
  for (const guest of guests) {
    if (guest.socket.destroyed) continue
    open += 1
    if (guest.connection?.isAtWork === true) continue
    if (quietest === undefined || quietSince(guest) < quietSince(quietest)) quietest = guest
  }
  if (open < most) return 'free'
  if (quietest === undefined) return 'none'
  quietest.socket.destroy()
  return 'displaced'
}

const quietSince = ({ connection, since }: Guest): number => connection?.quietSince ?? since
