import type { Socket } from 'node:net'

/**
 * When a socket closes, node tells every request that was found on it and not answered, each with an error and its stack: 50 microseconds apiece, so that
 * a client could make the server spend a tenth of a second by closing. Without stacks it is a tenth of that. Call it once node listens for the end.
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
