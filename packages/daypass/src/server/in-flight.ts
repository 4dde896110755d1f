import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'

/** The exchanges in progress on a server, so that it can stop without interrupting them. */
export interface InFlightRequests {
  /** Counts an exchange from its start to its end. */
  during(exchange: () => Promise<void>): Promise<void>
  /** How many there are now. */
  count(): number
  /** Whether the server is stopping: connections then close after their answer. */
  isDraining(): boolean
  /** Whether others take the server's place: connections then close after their answer, unless more requests wait on them. */
  isRetiring(): boolean
  /**
   * Stops accepting connections, and resolves as soon as nothing is in flight, after `patience` milliseconds at the latest. It does not wait for idle
   * connections; `closeAll` destroys the remaining ones.
   */
  drain(server: Server, patience: number, closeAll: () => void): Promise<void>
  /**
   * Stops accepting connections, because others accept them from now on, and resolves when the last one is closed. Each closes after its next answer, which
   * says so: no request is lost. One that brings no request for `linger` milliseconds is closed by `closeQuiet`.
   */
  retire(server: Server, linger: number, closeQuiet: () => void): Promise<void>
}

export function trackTraffic(): InFlightRequests {
  let inFlight = 0
  let whenIdle: (() => void) | undefined
  let isRetiring = false
  return {
    async during(exchange) {
      inFlight += 1
      try {
        await exchange()
      } finally {
        inFlight -= 1
        if (inFlight === 0) whenIdle?.()
      }
    },
    count: () => inFlight,
    isDraining: () => whenIdle !== undefined,
    isRetiring: () => isRetiring,
    async drain(server, patience, closeAll) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const timer = setTimeout(closeAll, patience)
      whenIdle = closeAll
      if (inFlight === 0) closeAll()
      await closed
      clearTimeout(timer)
    },
    async retire(server, linger, closeQuiet) {
      isRetiring = true
      // NOTE Not `server.close`: node's HTTP server then also destroys quiet connections, on which a request may be on its way.
      const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()))
      const timer = setInterval(closeQuiet, linger)
      await closed
      clearInterval(timer)
      // Clients can go before their requests are over.
      if (inFlight > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
    },
  }
}
