import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Where an answer goes. The response forgets its socket when that is closed; and may never hear of it. */
export interface Destination {
  readonly response: ServerResponse
  readonly socket: Socket
}

/** Resolves when the system has everything. */
export function taken(to: Destination): Promise<void> | undefined {
  return to.response.writableFinished || to.socket.destroyed ? undefined : eventOf(to, 'finish')
}

/** Resolves at an event of the response, or when its connection is closed. */
export function eventOf({ response, socket }: Destination, event: 'drain' | 'finish'): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off(event, done)
      socket.off('close', done)
      resolve()
    }
    response.on(event, done)
    socket.on('close', done)
  })
}
