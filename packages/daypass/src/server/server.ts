/**
 * server: listens, tells whom a request is for, and sends the answer.
 * Owns sockets, timeouts, TLS and draining. Refuses to know any operation.
 * May know: everything.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Answer, Request } from '../core/exchange.js'
import { answerRequest } from '../core/pipeline.js'
import type { Installation } from '../installation/installation.js'
import { ADMIN_PREFIX, answerAdmin } from './admin.js'
import { answerOutbound, isOutbound } from './outbound.js'
import { malformedRequest, unfitRequest, unspokenService } from './plain-answers.js'
import { notePeer, type Proxies } from './proxies.js'
import { type Arrival, readRequest } from './read-request.js'
import { route } from './route.js'
import { sendAnswer } from './send-answer.js'
import { type Traffic, trackTraffic } from './traffic.js'
import { endOfTurn } from './turn.js'

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
  // Node would leave headers beyond a count out of its own view; ours is bounded by bytes, and by number in plain-answers.ts.
  server.maxHeadersCount = 0
  server.timeout = SILENCE_TIMEOUT
  server.keepAliveTimeout = SILENCE_TIMEOUT
  server.on(options.tls === undefined ? 'connection' : 'secureConnection', notePeer)
  const traffic = trackTraffic()
  const serve = (waits: boolean) => (message: IncomingMessage, response: ServerResponse) =>
    void traffic.during(() => exchange({ installation, options, traffic }, { message, response, waits })).catch(() => response.destroy())
  server.on('request', serve(false))
  server.on('checkContinue', serve(true))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    socket.end(malformedRequest(error.code))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => resolve())
  })
  return { port: (server.address() as AddressInfo).port, drain: () => traffic.drain(server, DRAIN_TIMEOUT) }
}

interface Serving {
  readonly installation: Installation
  readonly options: ListenOptions
  readonly traffic: Traffic
}

async function exchange(serving: Serving, arrival: Arrival): Promise<void> {
  const { installation, options, traffic } = serving
  const { message, response } = arrival
  const turn = endOfTurn()
  await turn
  // Nothing is done while what was done before cannot be written down.
  installation.flushAudit()
  const request = readRequest(arrival, { id: installation.ids.requestId(), proxies: options.proxies, turn })
  const answer = await answerOf(serving, request)
  await endOfTurn()
  // No answer leaves before its line of the audit is written.
  installation.flushAudit()
  const isLeftUnread = !message.complete && hasBody(request)
  await sendAnswer(response, answer, {
    wallTime: installation.clock.wall(),
    isHead: message.method === 'HEAD',
    close: isLeftUnread || traffic.isDraining(),
  })
  if (isLeftUnread) message.resume()
}

/** A body that nobody read is still on its way; the connection cannot be used for another request. */
const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0

async function answerOf({ installation, options }: Serving, request: Request): Promise<Answer> {
  const unfit = unfitRequest(installation.house, request)
  if (unfit !== undefined) return unfit
  // Under a name that S3 buckets stand before, a path is a key.
  const isOwnHost = request.hostBucket === undefined && request.hostProblem === undefined
  if (isOwnHost && isOutbound(request.path)) return answerOutbound(request, installation)
  if (isOwnHost && request.path.startsWith(ADMIN_PREFIX)) return answerAdmin(request, installation, options.dev)
  const routed = await route(request, installation.protocols)
  if ('unspoken' in routed) return unspokenService(installation.house, request, routed.unspoken)
  return answerRequest(installation.house, routed.protocol, routed.request)
}
