import type { Answer } from '../../core/exchange.js'
import { type Destination, eventOf, taken } from './destination.js'
import { type Patience, sendWhole } from './send-whole.js'

/** How an answer is sent. */
interface Sending extends Patience {
  /** Milliseconds since the epoch, for the Date header. */
  readonly wallTime: number
  readonly isHead: boolean
  readonly close: boolean
  /** Milliseconds in which an answer that is a stream must be over, unless it {@link Answer.takesItsTime}. */
  readonly wholeStream: number
}

/**
 * Writes an answer, and waits until the operating system has taken it or the connection is gone. A body that fails half-way breaks the connection:
 * HTTP offers no other way to report it. A body that was not read at all is not released here.
 */
export function sendAnswer(to: Destination, answer: Answer, sent: Sending): Promise<void> | undefined {
  const { status, headers } = answer
  const body = wholeOf(answer.body)
  const lines = ['Date', httpDate(sent.wallTime), 'Server', 'daypass']
  if (sent.close && headers.Connection === undefined) lines.push('Connection', 'close')
  const hasBody = status !== 204 && status !== 304 && !sent.isHead
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  const length = addAllButLength(lines, headers)
  if (length !== undefined && !(isWhole && hasBody)) lines.push('Content-Length', length)
  if (isWhole) return sendWhole(to, { status, lines, body: hasBody ? body : undefined }, sent)
  to.response.writeHead(status, lines)
  if (hasBody) return sendStream(to, body, answer.takesItsTime === true ? undefined : sent.wholeStream)
  to.response.end()
  return taken(to)
}

const wholeOf = (body: Answer['body']): Answer['body'] =>
  typeof body === 'string' || body instanceof Uint8Array ? body : (body.whole ?? body)

/**
 * Sends chunk by chunk, the next one when the client has taken the previous one. The loop releases the body however it ends; a client that takes a little
 * now and then is cut off in the end.
 */
async function sendStream(to: Destination, body: AsyncIterable<Uint8Array>, within: number | undefined): Promise<void> {
  const { response, socket } = to
  const timer = within === undefined ? undefined : setTimeout(() => socket.destroy(), within)
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
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Adds every header except Content-Length, which it returns because it must come last: node decodes a Content-Disposition that follows it as UTF-8,
 * and throws if the result contains a character that is not a byte, or a replacement character. All other values are sent with their exact bytes.
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

/** The form of RFC 9110, section 5.6.7. Made once per second. */
function httpDate(time: number): string {
  const second = Math.floor(time / 1000)
  if (written.second !== second) written = { second, text: new Date(second * 1000).toUTCString() }
  return written.text
}
