import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Answer } from '../core/exchange.js'

/** How an answer is sent. */
interface Sending {
  /** Milliseconds; goes into the Date header. */
  readonly wallTime: number
  readonly isHead: boolean
  readonly close: boolean
  /** Milliseconds that the client has to take an answer which is no stream. */
  readonly within: number
}

/** Where an answer goes. The response forgets its socket when that is closed; and may never hear of it. */
export interface Destination {
  readonly response: ServerResponse
  readonly socket: Socket
}

/**
 * Writes an answer, and waits until the system has taken it or the connection is gone. A body that fails half-way breaks the connection: there is no
 * other way to say so. The body is not released here where nothing of it was read.
 */
export function sendAnswer(to: Destination, answer: Answer, sent: Sending): Promise<void> | undefined {
  const { status, headers, body } = answer
  const lines = ['Date', httpDate(sent.wallTime), 'Server', 'daypass']
  if (sent.close && headers.Connection === undefined) lines.push('Connection', 'close')
  const hasBody = status !== 204 && status !== 304 && !sent.isHead
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  for (const name in headers) if (!(isWhole && hasBody && isContentLength(name))) lines.push(name, headers[name] as string)
  if (isWhole) {
    sendWhole(to.response, { status, lines, body: hasBody ? body : undefined })
    return taken(to, sent.within)
  }
  to.response.writeHead(status, lines)
  if (hasBody) return sendStream(to, body)
  to.response.end()
  return taken(to)
}

/** Chunk by chunk, the next one when the client has taken the last. The loop gives the body back however it ends. */
async function sendStream(to: Destination, body: AsyncIterable<Uint8Array>): Promise<void> {
  const { response, socket } = to
  try {
    for await (const chunk of body) {
      if (socket.destroyed) return
      if (!response.write(chunk)) await eventOf(to, 'drain')
      if (socket.destroyed) return
    }
    response.end()
    await taken(to)
  } catch {
    socket.destroy()
  }
}

/** Resolves when the system has everything; a client that does not take it in time is given up. */
function taken(to: Destination, within?: number): Promise<void> | undefined {
  const { response, socket } = to
  if (response.writableFinished || socket.destroyed) return undefined
  const timer = within === undefined ? undefined : setTimeout(() => socket.destroy(), within)
  return eventOf(to, 'finish').finally(() => clearTimeout(timer))
}

/** Resolves at an event of the response, or when its connection is closed. */
function eventOf({ response, socket }: Destination, event: 'drain' | 'finish'): Promise<void> {
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

const isContentLength = (name: string): boolean => name.length === 14 && name.toLowerCase() === 'content-length'

/** A text goes out in one piece with the headers; bytes would be a piece of their own. */
function sendWhole(response: ServerResponse, answer: { status: number; lines: string[]; body: string | Uint8Array | undefined }): void {
  const { status, lines, body } = answer
  if (body === undefined) return void response.writeHead(status, lines).end()
  const length = Buffer.byteLength(body)
  lines.push('Content-Length', String(length))
  response.writeHead(status, lines)
  // As many bytes as characters: all are ASCII, which is copied as it is.
  if (typeof body === 'string') response.end(body, length === body.length ? 'latin1' : 'utf8')
  else response.end(body)
}

let written = { second: 0, text: '' }

/** The form of RFC 9110, section 5.6.7. Made once a second. */
function httpDate(time: number): string {
  const second = Math.floor(time / 1000)
  if (written.second !== second) written = { second, text: new Date(second * 1000).toUTCString() }
  return written.text
}
