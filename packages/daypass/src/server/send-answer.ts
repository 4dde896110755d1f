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
  const lines = ['Date', httpDate(sent.wallTime), 'Server', 'daypass']
  if (sent.close) lines.push('Connection', 'close')
  const hasBody = status !== 204 && status !== 304 && !sent.isHead
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  for (const name in headers) if (!(isWhole && hasBody && isContentLength(name))) lines.push(name, headers[name] as string)
  if (isWhole) return sendWhole(response, { status, lines, body: hasBody ? body : undefined })
  response.writeHead(status, lines)
  await pipeline(Readable.from(body, { objectMode: false }), response).catch(() => response.destroy())
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
