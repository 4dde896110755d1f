import type { Socket } from 'node:net'

/** The limits for discarding input on a connection that is being closed: milliseconds and bytes. */
export interface LastWords {
  readonly lastWords: number
  readonly lastBytes: number
}

/**
 * Sends the last words on a connection and closes it. Meanwhile input is discarded: closing with unread input would reset the connection, and the
 * client would lose the words, or the answer before them (RFC 9112, section 9.6). When the time or the bytes are used up, the connection is
 * destroyed, whatever the client does.
 */
export function hangUp(socket: Socket, words: string, { lastWords, lastBytes }: LastWords): void {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), lastWords)
  socket.once('close', () => clearTimeout(timer))
  socket.on('error', () => socket.destroy())
  socket.end(words)
  throwAway(socket, lastBytes)
}

/** From now on nothing parses the input, not even the HTTP parser. After so many bytes the connection is destroyed. */
function throwAway(socket: Socket, most: number): void {
  let left = most
  const listen = (): void => {
    socket.removeAllListeners('data')
    socket.on('data', (bytes: Buffer) => {
      left -= bytes.length
      if (left < 0) socket.destroy()
    })
  }
  // A socket that node's parser paused can be resumed only while the parser still owns it.
  if (socket.isPaused()) socket.once('resume', listen).resume()
  else listen()
}
