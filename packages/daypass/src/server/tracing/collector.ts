import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { readWholeNumber } from '../../core/text/whole-number.js'
import { VERSION } from '../version.js'
import type { BatchOutcome } from './span-queue.js'

/** Where traces are sent, and how. */
export interface CollectorAddress {
  readonly url: URL
  /** BatchOutcome with every batch; they may be secrets, so no message repeats them. */
  readonly headers: Readonly<Record<string, string>>
  readonly compresses: boolean
  /** Milliseconds for one attempt. */
  readonly timeout: number
  /** For https: authorities that vouch for it, and what it knows this server by; PEM. */
  readonly tls: { readonly ca?: string | undefined; readonly cert?: string | undefined; readonly key?: string | undefined }
}

/** A connection to a collector. */
export interface Collector {
  /** Sends a request body once. Never rejects. */
  send(body: string, signal: AbortSignal): Promise<BatchOutcome>
  close(): void
}

/** OTLP/HTTP, "Retryable Response Codes". */
const RETRYABLE: readonly (number | undefined)[] = [429, 502, 503, 504]
const MOST_BYTES = 65_536

/** One connection that is kept open. It follows no redirect, and reads little of an answer. */
export function connectToCollector({ url, headers, compresses, timeout, tls }: CollectorAddress): Collector {
  const { request, Agent } = url.protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...(url.protocol === 'https:' && tls) })
  const fixed = {
    ...headers,
    'content-type': 'application/json',
    'user-agent': `daypass/${VERSION}`,
    ...(compresses && { 'content-encoding': 'gzip' }),
  }
  const post = async (text: string, signal: AbortSignal): Promise<BatchOutcome> => {
    const body = compresses ? await promisify(gzip)(text) : Buffer.from(text)
    const sent = request(url, { method: 'POST', agent, signal, headers: { ...fixed, 'content-length': body.length } })
    return await new Promise((resolve, reject) => {
      sent.on('error', reject)
      // Without this, Node closes the connection and says nothing.
      sent.once('upgrade', ({ statusCode }, socket) => {
        socket.destroy()
        resolve(unwanted(statusCode))
      })
      sent.once('response', (response) => {
        // What ends here early is told by the promise.
        response.on('error', () => {})
        outcomeOf(response).then(resolve, reject)
      })
      sent.end(body)
    })
  }
  return {
    async send(text, signal) {
      // Not AbortSignal.any: with a signal that lives as long as the server, Node 20 keeps each of them.
      const over = new AbortController()
      // Whatever becomes of the request: the queue and the end of the server wait for this.
      const isOver = new Promise<never>((_, reject) => over.signal.addEventListener('abort', reject))
      const end = () => over.abort()
      const timer = setTimeout(end, timeout)
      signal.addEventListener('abort', end)
      try {
        if (signal.aborted) end()
        return await Promise.race([post(text, over.signal), isOver])
      } catch (error) {
        return { ok: false, problem: over.signal.aborted ? 'it does not answer in time' : problemOf(error), mayRetry: true }
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
      }
    },
    close: () => agent.destroy(),
  }
}

const problemOf = (error: unknown): string => String((error as { code?: unknown }).code ?? 'it cannot be reached')

async function outcomeOf(response: IncomingMessage): Promise<BatchOutcome> {
  const { statusCode, headers } = response
  const body = await read(response)
  if (statusCode === 200) return { ok: true, rejected: rejectedOf(body) }
  const seconds = readWholeNumber(headers['retry-after'] ?? '', { least: 0, most: 3_600 })
  return { ...unwanted(statusCode), retryAfter: seconds === undefined ? undefined : 1_000 * seconds }
}

const unwanted = (status: number | undefined) =>
  ({ ok: false, problem: `it answers with status ${status}`, mayRetry: RETRYABLE.includes(status) }) as const

async function read(response: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length > MOST_BYTES) throw Object.assign(new Error('too long'), { code: 'its answer is too long' })
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

/** How many spans a collector says that it did not take (ExportTracePartialSuccess); 0 where it says nothing that can be read. */
function rejectedOf(body: string): number {
  try {
    const { partialSuccess } = JSON.parse(body) as { partialSuccess?: { rejectedSpans?: unknown } }
    const rejected = Number(partialSuccess?.rejectedSpans ?? 0)
    return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0
  } catch {
    return 0
  }
}
