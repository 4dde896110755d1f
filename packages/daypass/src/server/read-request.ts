import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Request, Turns } from '../core/exchange.js'
import { hostMeaning, type S3Domains } from '../services/s3/host-bucket.js'
import { lowerCaseName } from '../signature/headers.js'
import type { BodyTerms } from './connections/incoming-body.js'
import { PacedBody } from './paced-body.js'
import type { Proxies } from './proxies.js'
import type { ServerTrace } from './tracing/live-trace.js'
import type { Tracer } from './tracing/tracer.js'

/** What a connection knows about a request besides its bytes. */
export interface Arrival {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly waits: boolean
  /** Set for an `Expect` that daypass does not know. */
  readonly isUnmet?: true
}

/** A request whose body must be released when it was answered. */
export type Incoming = Request & { readonly body: PacedBody; readonly trace?: ServerTrace | undefined }

const doNothing = (): void => {}

/**
 * A request as received over HTTP. `100 Continue` is sent only when the body is first read, so that an error based on the headers saves the upload.
 */
export function readRequest(
  { message, response, waits }: Arrival,
  given: {
    id: string
    arrivedAt?: number
    proxies: Proxies
    s3Domains?: S3Domains
    terms: BodyTerms
    turns: Pick<Turns, 'turnFor'>
    turn?: object
    tracer?: Tracer | undefined
  },
): Incoming {
  const url = message.url ?? '/'
  const mark = url.indexOf('?')
  const headers = headersOf(message.rawHeaders)
  const { sourceIp, secure } = given.proxies.origin(message, headers)
  const host = hostMeaning(headers.host, given.s3Domains)
  const { id, arrivedAt = 0, tracer } = given
  const method = message.method ?? 'GET'
  return {
    id,
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    rawHeaders: message.rawHeaders,
    headers,
    hostBucket: host.bucket,
    hostProblem: host.problem,
    arrivedAt: given.arrivedAt,
    sourceIp,
    secure,
    trace: tracer?.begin({ id, method, headers, secure, arrivedAt }),
    batch: message.complete ? given.turn : undefined,
    body: new PacedBody(message, given.terms, { begin: waits ? () => response.writeContinue() : doNothing, turns: given.turns }),
  }
}

/**
 * Headers by lower-case name, repeated ones joined. Made from the same list that the signature is checked on: Node's own map leaves out headers
 * beyond a count, and drops repeated ones, so that signed and effective headers could differ.
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
