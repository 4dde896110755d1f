import type { Server } from 'node:http'

/** What is under way on a server, so that it can stop without cutting anyone off. */
export interface InFlightRequests {
  /** Counts an exchange from its beginning to its end. */
  during(exchange: () => Promise<void>): Promise<void>
  /** Whether the server is stopping: connections are then closed after their answer. */
  isDraining(): boolean
  /**
   * Takes no new connections, and ends as soon as nothing is in flight, after `patience` milliseconds at the latest. Connections that ask nothing are
   * not waited for; `closeAll` destroys those that are left.
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
