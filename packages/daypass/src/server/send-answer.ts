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
  response.setHeader('Date', new Date(sent.wallTime).toUTCString())
  response.setHeader('Server', 'daypass')
  if (sent.close) response.setHeader('Connection', 'close')
  const isBuffered = typeof body === 'string' || body instanceof Uint8Array
  const hasBody = status !== 204 && status !== 304 && !sent.isHead
  if (isBuffered) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    response.writeHead(status, hasBody ? { ...headers, 'Content-Length': String(bytes.length) } : headers)
    response.end(hasBody ? bytes : undefined)
    return
  }
  response.writeHead(status, headers)
  await pipeline(Readable.from(body, { objectMode: false }), response).catch(() => response.destroy())
}
