import type { IncomingMessage, ServerResponse } from 'node:http'
import { CutOff } from '../core/body.js'
import type { Request } from '../core/exchange.js'
import { hostMeaning } from '../installation/host-bucket.js'
import { lowerCaseName } from '../signature/headers.js'
import type { Proxies } from './proxies.js'

/** What a connection knows that a request does not say. */
export interface Arrival {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly waits: boolean
}

const doNothing = (): void => {}

/** A request as it came over HTTP. `100 Continue` is said only when someone starts reading the body, so that a refusal by headers costs no upload. */
export function readRequest({ message, response, waits }: Arrival, given: { id: string; proxies: Proxies; turn?: object }): Request {
  const url = message.url ?? '/'
  const mark = url.indexOf('?')
  const headers = headersOf(message.rawHeaders)
  const { sourceIp, secure } = given.proxies.origin(message, headers)
  const host = hostMeaning(headers.host)
  return {
    id: given.id,
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    rawHeaders: message.rawHeaders,
    headers,
    hostBucket: host.bucket,
    hostProblem: host.problem,
    sourceIp,
    secure,
    turn: message.complete ? given.turn : undefined,
    body: bodyOf(message, waits ? () => response.writeContinue() : doNothing),
  }
}

/**
 * Headers by lower-case name, repeated ones joined. Made from the very list that the signature is checked on: Node's own map leaves out headers
 * beyond a count, and drops repeated ones, so that what is signed and what is obeyed could differ.
 */
export function headersOf(rawHeaders: readonly string[]): Request['headers'] {
  const headers: Record<string, string | undefined> = Object.create(null)
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = lowerCaseName(rawHeaders[i] ?? '')
    const before = headers[name]
    headers[name] = before === undefined ? rawHeaders[i + 1] : `${before}, ${rawHeaders[i + 1]}`
  }
  return headers
}

function bodyOf(message: IncomingMessage, begin: () => void): Request['body'] {
  return {
    [Symbol.asyncIterator]: () => chunksOf(message, begin),
    collect: (limit) => collect(message, begin, limit),
  }
}

async function* chunksOf(message: IncomingMessage, begin: () => void): AsyncGenerator<Uint8Array, void, undefined> {
  begin()
  yield* message.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
}

const cutOff = (): CutOff => new CutOff('the request was cut off')

/** The whole body, at once where it is there already, else by events, which cost a fraction of what the stream's iterator does. A body over the limit is left where it is. */
function collect(message: IncomingMessage, begin: () => void, limit: number): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  begin()
  // A small body has come with its headers, mostly.
  if (message.complete && !message.destroyed && message.readableFlowing === null) {
    const whole: Buffer = message.read() ?? Buffer.alloc(0)
    return whole.length <= limit ? whole : undefined
  }
  return new Promise((resolve, reject) => {
    if (message.destroyed) return reject(cutOff())
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      message.off('data', take).pause()
      resolve(undefined)
    }
    message.on('data', take)
    message.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, size)))
    message.once('error', () => reject(cutOff()))
    message.once('close', () => {
      if (!message.complete) reject(cutOff())
    })
  })
}
