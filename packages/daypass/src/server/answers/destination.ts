// answers: how an answer is sent.
// Owns writing an answer to the socket, waiting until the client takes it, and giving up on a client that does not. Refuses to send headers with other
// bytes than the answer has, and to end a stream that failed as if it were complete. Knows no operation and no service.

import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Where an answer is sent. The response loses its socket when that closes, and may never emit an event about it. */
export interface Destination {
  readonly response: ServerResponse
  readonly socket: Socket
}

/** Resolves when the operating system has taken everything. */
export function taken(to: Destination): Promise<void> | undefined {
  return to.response.writableFinished || to.socket.destroyed ? undefined : eventOf(to, 'finish')
}

/** Resolves at an event of the response, or when its connection closes. */
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
