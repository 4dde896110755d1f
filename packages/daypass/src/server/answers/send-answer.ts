import type { Answer } from '../../core/exchange.js'
import { type Destination, eventOf, taken } from './destination.js'
import { type Patience, sendWhole } from './send-whole.js'

/** How an answer is sent. */
interface Sending extends Patience {
  /** Milliseconds; goes into the Date header. */
  readonly wallTime: number
  readonly isHead: boolean
  readonly close: boolean
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
  const length = addAllButLength(lines, headers)
  if (length !== undefined && !(isWhole && hasBody)) lines.push('Content-Length', length)
  if (isWhole) return sendWhole(to, { status, lines, body: hasBody ? body : undefined }, sent)
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

/**
 * Gives the Content-Length, which has to come last: of a Content-Disposition that comes after it node takes the bytes for UTF-8, and what they then come to
 * (a letter that is no byte, or a replacement character) it throws back. Every other value goes out with the bytes that it came with.
 */
function addAllButLength(lines: string[], headers: Answer['headers']): string | undefined {
  let length: string | undefined
  for (const name in headers) {
    if (isContentLength(name)) length = headers[name]
    else lines.push(name, headers[name] as string)
  }
  return length
}

const isContentLength = (name: string): boolean => name.length === 14 && name.toLowerCase() === 'content-length'

let written = { second: 0, text: '' }

/** The form of RFC 9110, section 5.6.7. Made once a second. */
function httpDate(time: number): string {
  const second = Math.floor(time / 1000)
  if (written.second !== second) written = { second, text: new Date(second * 1000).toUTCString() }
  return written.text
}
