import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from '../core/exchange.js'

/** Writes an answer. `wallTime` (milliseconds) goes into the Date header. A body that fails half-way breaks the connection: there is no other way to say so. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  sent: { wallTime: number; isHead: boolean; close: boolean },
): Promise<void> {
  const { status, headers, body } = answer
  const common = { Date: httpDate(sent.wallTime), Server: 'daypass', ...(sent.close ? { Connection: 'close' } : {}) }
  const hasBody = status !== 204 && status !== 304 && !sent.isHead
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const length = hasBody ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}
    response.writeHead(status, { ...common, ...headers, ...length })
    // A text goes out in one piece with the headers; bytes would be a piece of their own.
    response.end(hasBody ? body : undefined)
    return
  }
  response.writeHead(status, { ...common, ...headers })
  await pipeline(Readable.from(body, { objectMode: false }), response).catch(() => response.destroy())
}

let written = { second: 0, text: '' }

/** The form of RFC 9110, section 5.6.7. Made once a second. */
function httpDate(time: number): string {
  const second = Math.floor(time / 1000)
  if (written.second !== second) written = { second, text: new Date(second * 1000).toUTCString() }
  return written.text
}
