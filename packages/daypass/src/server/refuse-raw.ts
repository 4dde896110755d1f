import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Request } from '../core/exchange.js'
import type { Connection } from './connections/connection.js'
import type { ExchangeOptions } from './exchange.js'
import { malformedRequest, type RawRefusal, refusedTunnel } from './fallback-answers.js'

const NO_BODY: Request['body'] = {
  async *[Symbol.asyncIterator]() {},
}

/** Ends a connection whose bytes are not a request, or did not arrive in time, and records it. */
export function refuseBytes(
  serving: ExchangeOptions,
  error: NodeJS.ErrnoException,
  at: { socket: Socket; connection: Connection | undefined },
): void {
  const { socket, connection } = at
  // Before the end of a TLS handshake nothing can be sent; and a client that has not sent a byte has not made a request.
  if (connection === undefined || !socket.writable || error.code === 'ECONNRESET' || socket.bytesRead === 0) return void socket.destroy()
  refuse(serving, malformedRequest(error.code), { socket, connection })
}

/** Rejects CONNECT. Node has already released the socket, so earlier answers can no longer be delivered on it. */
export function refuseTunnel(
  serving: ExchangeOptions,
  message: IncomingMessage,
  at: { socket: Socket; connection: Connection | undefined },
): void {
  const { socket, connection } = at
  socket.on('error', () => socket.destroy())
  if (connection === undefined) return void socket.destroy()
  refuse(serving, refusedTunnel(), { socket, connection, message })
  if (connection.isAtWork) socket.destroy()
}

interface ConnectionParts {
  readonly socket: Socket
  readonly connection: Connection
  readonly message?: IncomingMessage
}

function refuse(serving: ExchangeOptions, refusal: RawRefusal, { socket, connection, message }: ConnectionParts): void {
  if (connection.isEnding) return
  const { installation, options } = serving
  const { status, code, reason, words } = refusal
  const { sourceIp, secure } = options.proxies.origin({ socket }, {})
  const request: Request = {
    id: installation.ids.requestId(),
    method: message?.method ?? '',
    path: message?.url ?? '',
    query: '',
    rawHeaders: [],
    headers: {},
    sourceIp,
    secure,
    body: NO_BODY,
  }
  try {
    installation.runtime.record({ request, service: 'http', questions: [], status, code, reason })
    installation.flushAudit()
  } catch {
    // An event that cannot be recorded is not answered.
    return void socket.destroy()
  }
  connection.end(words)
}
