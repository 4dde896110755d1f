import type { Socket } from 'node:net'

/**
 * Says the last words on a connection and closes it. What still comes is thrown away meanwhile: closing over unread bytes would be a reset, and the
 * client would lose the words. It has `within` milliseconds; then the connection is destroyed, whatever the client does.
 */
export function hangUp(socket: Socket, words: string, within: number): void {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), within)
  socket.once('close', () => clearTimeout(timer))
  socket.on('error', () => socket.destroy())
  socket.end(words)
  socket.resume()
}
