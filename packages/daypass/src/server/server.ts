/**
 * server: listens, finds the service of a request, and sends the answer. Owns sockets, timeouts, TLS and draining. Refuses to know any operation.
 * May know: everything.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Installation } from '../installation/installation.js'
import { addressKey } from './connections/address-key.js'
import type { ConnectionFigures } from './connections/admission.js'
import type { Shared } from './connections/connection.js'
import { type Connections, guardConnections } from './connections/guard-connections.js'
import { HeldBytes } from './connections/held-bytes.js'
import { type ConnectionLimits, LIMITS } from './connections/limits.js'
import { UnreadAnswers } from './connections/unread-answers.js'
import { type ExchangeOptions, exchange } from './exchange.js'
import { trackTraffic } from './in-flight.js'
import { notePeer, type Proxies } from './proxies.js'
import { type Arrival, headersOf } from './read-request.js'
import { refuseBytes, refuseTunnel } from './refuse-raw.js'
import { makeRouter } from './route.js'
import type { Tracer } from './tracing/tracer.js'

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly proxies: Proxies
  readonly dev: boolean
  /**
   * A secret of whoever may read the data directory, where it is written. `/_daypass/health` returns its hash in `x-daypass-instance`, so that commands
   * recognize the server; and who sends it may back up the data and rotate its keys.
   */
  readonly instance?: string
  /** What traces requests; by default nothing does. */
  readonly tracer?: Tracer | undefined
  /** Overrides of {@link LIMITS}. */
  readonly limits?: Partial<ConnectionLimits>
}

/** Requests from their arrival until the client has the answer, and connections. */
export interface ServerFigures {
  readonly inFlight: number
  readonly connections: ConnectionFigures
}

/** A server that listens. */
export interface Listening {
  readonly port: number
  /** Stops accepting connections, lets requests in flight finish (10 seconds at most), then closes. */
  drain(): Promise<void>
  /** Stops accepting connections, because others do that now; resolves when each has had its last answer, or was quiet for 10 seconds. No limit of its own. */
  retire(): Promise<void>
  /** Whether it is stopping. */
  isDraining(): boolean
  /** What it is doing, in numbers. */
  figures(): ServerFigures
}

const MAX_HEADER_BYTES = 65_536
/** Twice as many as a request may have: enough to notice that there are too many, without keeping more. */
const MAX_HEADERS_KEPT = 400

/** Starts to listen. */
export async function listen(installation: Installation, options: ListenOptions): Promise<Listening> {
  const limits = { ...LIMITS, ...options.limits }
  const server = makeServer(limits, options.tls)
  const shared = share(limits, options.proxies)
  const guarding = {
    shared,
    isTls: options.tls !== undefined,
    isProxy: (socket: Socket) => {
      notePeer(socket)
      return options.proxies.trusts(socket)
    },
    greet: notePeer,
  }
  const connections = guardConnections(server, guarding)
  const traffic = trackTraffic()
  serve(server, connections, { installation, router: makeRouter(Object.values(installation.protocols)), options, traffic, shared })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => resolve())
  })
  const drain = () => {
    installation.development?.faults.clear()
    return traffic.drain(server, limits.drain, () => connections.closeAll())
  }
  const retire = () => traffic.retire(server, limits.linger, () => connections.closeQuiet())
  return {
    port: (server.address() as AddressInfo).port,
    drain,
    retire,
    isDraining: () => traffic.isDraining(),
    figures: () => ({ inFlight: traffic.count(), connections: connections.figures() }),
  }
}

function share(limits: ConnectionLimits, proxies: Proxies): Shared {
  const most = { all: limits.heldBytes, perAddress: limits.heldBytesPerAddress }
  return {
    limits,
    held: new HeldBytes(most),
    believed: new HeldBytes(most),
    dropped: new HeldBytes({ all: limits.droppedBytes, perAddress: limits.droppedBytes }),
    unread: new UnreadAnswers({ all: limits.unreadBytes, perAddress: limits.unreadBytesPerAddress }),
    addressOf: (message) => addressKey(proxies.origin(message, headersOf(message.rawHeaders)).sourceIp),
    ends: 0,
  }
}

function makeServer(limits: ConnectionLimits, tls: ListenOptions['tls']): Server {
  const settings = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.headers,
    requestTimeout: limits.wholeRequest,
    connectionsCheckingInterval: limits.checkEvery,
    // Node would reject these itself, without an audit line.
    requireHostHeader: false,
    allowHalfOpen: true,
  }
  const server = tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tls })
  server.maxHeadersCount = MAX_HEADERS_KEPT
  server.timeout = limits.silence
  server.keepAliveTimeout = limits.silence
  // A client that has sent everything and closes its side still waits for the answer; afterwards node closes the server's side. Node's types lack
  // this option.
  return Object.assign(server, { httpAllowHalfOpen: true })
}

/** Handles every event that node's server would otherwise answer by itself. */
function serve(server: Server, connections: Connections, serving: ExchangeOptions): void {
  const take = (kind: Pick<Arrival, 'waits' | 'isUnmet'>) => (message: IncomingMessage, response: ServerResponse) => {
    const { socket } = message
    const connection = connections.of(socket)
    if (connection === undefined) return void socket.destroy()
    const begin = () => exchange(serving, { message, response, ...kind }, connection)
    connection.take({ message, response, run: () => serving.traffic.during(begin).catch(() => void socket.destroy()) })
  }
  server.on('request', take({ waits: false }))
  server.on('checkContinue', take({ waits: true }))
  server.on('checkExpectation', take({ waits: false, isUnmet: true }))
  const at = (socket: Duplex) => ({ socket: socket as Socket, connection: connections.of(socket) })
  server.on('connect', (message, socket) => refuseTunnel(serving, message, at(socket)))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseBytes(serving, error, at(socket)))
}
