import type { Server } from 'node:http'

/** The exchanges in progress on a server, so that it can stop without interrupting them. */
export interface InFlightRequests {
  /** Counts an exchange from its start to its end. */
  during(exchange: () => Promise<void>): Promise<void>
  /** How many there are now. */
  count(): number
  /** Whether the server is stopping: connections then close after their answer. */
  isDraining(): boolean
  /**
   * Stops accepting connections, and resolves as soon as nothing is in flight, after `patience` milliseconds at the latest. It does not wait for idle
   * connections; `closeAll` destroys the remaining ones.
   */
  drain(server: Server, patience: number, closeAll: () => void): Promise<void>
}

export function trackTraffic(): InFlightRequests {
  let inFlight = 0
  let whenIdle: (() => void) | undefined
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
    async drain(server, patience, closeAll) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const timer = setTimeout(closeAll, patience)
      whenIdle = closeAll
      if (inFlight === 0) closeAll()
      await closed
      clearTimeout(timer)
    },
  }
}
