/**
 * server: listens, tells whom a request is for, and sends the answer.
 * Owns sockets, timeouts, TLS and draining. Refuses to know any operation.
 * May know: everything.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Answer, Request } from '../core/exchange.js'
import { answerRequest } from '../core/pipeline.js'
import type { Installation } from '../installation/installation.js'
import { ADMIN_PREFIX, answerAdmin } from './admin.js'
import type { Proxies } from './proxies.js'
import { readRequest } from './read-request.js'
import { route } from './route.js'
import { sendAnswer } from './send-answer.js'

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly proxies: Proxies
  readonly dev: boolean
}

/** A server that listens. */
export interface Listening {
  readonly port: number
  /** Stops taking connections, lets requests in flight finish (10 seconds at most), then closes. */
  drain(): Promise<void>
}

/** Milliseconds. A client may take its time over a large object, but not over headers, nor fall silent. */
const HEADERS_TIMEOUT = 20_000
const SILENCE_TIMEOUT = 60_000
const WHOLE_REQUEST_TIMEOUT = 3_600_000
const DRAIN_TIMEOUT = 10_000
const MAX_HEADER_BYTES = 65_536

/** Starts to listen. */
export async function listen(installation: Installation, options: ListenOptions): Promise<Listening> {
  const settings = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT,
    requestTimeout: WHOLE_REQUEST_TIMEOUT,
    connectionsCheckingInterval: 5_000,
  }
  const server = options.tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...options.tls })
  server.timeout = SILENCE_TIMEOUT
  server.keepAliveTimeout = SILENCE_TIMEOUT
  const serve = (waits: boolean) => (message: IncomingMessage, response: ServerResponse) =>
    void exchange({ installation, options }, { message, response, waits }).catch(() => response.destroy())
  server.on('request', serve(false))
  server.on('checkContinue', serve(true))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    socket.end(malformed(error.code))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => resolve())
  })
  return { port: (server.address() as AddressInfo).port, drain: () => drain(server) }
}

/** An answer to bytes that are no HTTP request: there is nothing to tell a service from. */
function malformed(code: string | undefined): string {
  const [status, text] =
    code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'The headers are too large.']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'The request did not arrive in time.']
        : ['400 Bad Request', 'The request is not well-formed HTTP.']
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>BadRequest</Code><Message>${text}</Message></Error>\n`
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

interface Serving {
  readonly installation: Installation
  readonly options: ListenOptions
}

async function exchange(serving: Serving, arrival: { message: IncomingMessage; response: ServerResponse; waits: boolean }): Promise<void> {
  const { installation, options } = serving
  const { message, response } = arrival
  const request = readRequest(arrival, { id: installation.ids.requestId(), proxies: options.proxies })
  const answer = await answerOf(serving, request)
  const isRead = message.complete || message.readableEnded
  await sendAnswer(response, answer, {
    wallTime: installation.clock.wall(),
    isHead: message.method === 'HEAD',
    close: !isRead && hasBody(message),
  })
  if (!isRead) message.resume()
}

/** A body that nobody read is still on its way; the connection cannot be used for another request. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

async function answerOf({ installation, options }: Serving, request: Request): Promise<Answer> {
  if (request.path.startsWith(ADMIN_PREFIX)) return answerAdmin(request, installation, options.dev)
  const routed = await route(request, installation.protocols)
  if ('unspoken' in routed) return unspoken(installation, request, routed.unspoken)
  return answerRequest(installation.house, routed.protocol, routed.request)
}

/** A service we do not speak gets a refusal in both tongues its client may read. */
function unspoken(installation: Installation, request: Request, service: string): Answer {
  const text = `daypass does not speak the service '${service}'.`
  installation.house.record({ request, service, questions: [], status: 501, code: 'NotImplemented', reason: text })
  if (request.headers['x-amz-target'] !== undefined) {
    return {
      status: 501,
      headers: { 'Content-Type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ __type: 'NotImplemented', message: text }),
    }
  }
  const body = `<ErrorResponse><Error><Type>Receiver</Type><Code>NotImplemented</Code><Message>${text}</Message></Error><RequestId>${request.id}</RequestId></ErrorResponse>`
  return { status: 501, headers: { 'Content-Type': 'text/xml' }, body }
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT)
  await closed
  clearTimeout(timer)
}
