import type { Socket } from 'node:net'

/** How long and how much is listened to on a connection that is being closed: milliseconds and bytes. */
export interface LastWords {
  readonly lastWords: number
  readonly lastBytes: number
}

/**
 * Says the last words on a connection and closes it. What still comes is thrown away meanwhile, unread: closing over unread bytes would be a reset, and the
 * client would lose the words, or the answer before them (RFC 9112, section 9.6). When time or bytes are over, the connection is destroyed, whatever the client does.
 */
export function hangUp(socket: Socket, words: string, { lastWords, lastBytes }: LastWords): void {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), lastWords)
  socket.once('close', () => clearTimeout(timer))
  socket.on('error', () => socket.destroy())
  socket.end(words)
  throwAway(socket, lastBytes)
}

/** Nobody reads what comes from now on, the HTTP parser neither. After so many bytes the connection is destroyed. */
function throwAway(socket: Socket, most: number): void {
  let left = most
  const listen = (): void => {
    socket.removeAllListeners('data')
    socket.on('data', (bytes: Buffer) => {
      left -= bytes.length
      if (left < 0) socket.destroy()
    })
  }
  // One that node's parser had stopped is started again only while the parser still has it.
  if (socket.isPaused()) socket.once('resume', listen).resume()
  else listen()
}
