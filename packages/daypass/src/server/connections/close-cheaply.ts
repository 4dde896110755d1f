import type { Socket } from 'node:net'

/**
 * When a socket closes, node creates an error with a stack for every unanswered request on it: 50 microseconds each, so that a client could make the
 * server spend a tenth of a second by closing. Without stacks it takes a tenth of that. Call it once node listens for the end.
 */
export function closeCheaply(socket: Socket): void {
  let limit = Error.stackTraceLimit
  socket.prependOnceListener('close', () => {
    limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
  })
  socket.once('close', () => {
    Error.stackTraceLimit = limit
  })
}
