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

/**
 * Limits the open connections. At the limit, the connection that has been idle for longest is closed for a new one; if none is idle, the new one is
 * rejected. So a client that only opens connections cannot lock others out.
 */
export class Admission {
  readonly #guests = new Set<Guest>()
  readonly #byAddress = new Map<string, Set<Guest>>()
  readonly #limits: Pick<ConnectionLimits, 'connections' | 'connectionsPerAddress'>

  constructor(limits: Pick<ConnectionLimits, 'connections' | 'connectionsPerAddress'>) {
    this.#limits = limits
  }

  /** Admits a socket until it closes; undefined when there are too many. `since` is its position in the count of ended exchanges. */
  admit(socket: Socket, from: { address: string; isProxy: boolean; since: number }): Guest | undefined {
    const address = from.isProxy ? undefined : addressKey(from.address)
    const neighbours = address === undefined ? undefined : (this.#byAddress.get(address) ?? new Set<Guest>())
    if (neighbours !== undefined && !hasRoom(neighbours, this.#limits.connectionsPerAddress)) return undefined
    if (!hasRoom(this.#guests, this.#limits.connections)) return undefined
    const guest: Guest = { socket, address, since: from.since, connection: undefined }
    this.#guests.add(guest)
    if (address !== undefined && neighbours !== undefined) this.#byAddress.set(address, neighbours.add(guest))
    socket.once('close', () => this.#leave(guest))
    return guest
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
    if (guest.address === undefined) return
    const neighbours = this.#byAddress.get(guest.address)
    neighbours?.delete(guest)
    if (neighbours?.size === 0) this.#byAddress.delete(guest.address)
  }
}

/** A destroyed socket no longer counts, although it is not closed yet. */
function hasRoom(guests: ReadonlySet<Guest>, most: number): boolean {
  if (guests.size < most) return true
  let open = 0
  let quietest: Guest | undefined
  for (const guest of guests) {
    if (guest.socket.destroyed) continue
    open += 1
    if (guest.connection?.isAtWork === true) continue
    if (quietest === undefined || quietSince(guest) < quietSince(quietest)) quietest = guest
  }
  if (open < most) return true
  quietest?.socket.destroy()
  return quietest !== undefined
}

const quietSince = ({ connection, since }: Guest): number => connection?.quietSince ?? since
