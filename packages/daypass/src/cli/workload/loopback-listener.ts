import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isOwnConnection } from './connection-owner.js'
import { type LoopbackAnswer, type LoopbackRequest, problem } from './loopback-request.js'

/** A listener for one workload. */
export interface LoopbackListener {
  /** `127.0.0.1:PORT` */
  readonly host: string
  readonly close: () => void
}

/** More than any client sends: a program with many processes asks once for each. */
const LIMITS = { connections: 64, headerBytes: 32_768, milliseconds: 10_000 }
/** The path and the query, as sent: no client of credentials needs an encoding in it. */
const PATH = /^\/[\w./-]{0,512}$/

/** Where to listen, and who is answered. */
interface Listening {
  /** A free one if left out. */
  readonly port?: number
  /** Whether programs of other users are answered too: each request proves itself. */
  readonly anyUser?: true
}

/** Listens on 127.0.0.1 only. `answer` gets the address that requests must name. */
export function listenOnLoopback(
  answer: (request: LoopbackRequest, host: string) => Promise<LoopbackAnswer>,
  { port = 0, anyUser }: Listening = {},
): Promise<LoopbackListener> {
  const { headerBytes: maxHeaderSize, milliseconds } = LIMITS
  const options = { maxHeaderSize, requestTimeout: milliseconds, headersTimeout: milliseconds, connectionsCheckingInterval: 1_000 }
  const server = createServer({ ...options, keepAlive: false }, (message, response) => {
    // A body is of no use to any request, and is not waited for.
    message.resume()
    const send = ({ status, body, headers }: LoopbackAnswer) => {
      const type = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8'
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', Connection: 'close', ...headers })
      response.end(body)
    }
    const { remotePort: client = 0 } = message.socket
    if (anyUser !== true && !isOwnConnection({ client, server: portOf(server) }))
      return send(problem(403, 'OtherUser', 'Only programs of the user who started the workload are answered.'))
    answer(readRequest(message), hostOf(server)).then(send, () => response.destroy())
  })
  server.maxConnections = LIMITS.connections
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const close = () => {
        server.close()
        server.closeAllConnections()
      }
      resolve({ host: hostOf(server), close })
    })
  })
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port
const hostOf = (server: Server): string => `127.0.0.1:${portOf(server)}`

function readRequest({ method = '', url = '', rawHeaders }: IncomingMessage): LoopbackRequest {
  const headers: [string, string][] = []
  for (let i = 0; i < rawHeaders.length; i += 2) headers.push([(rawHeaders[i] ?? '').toLowerCase(), rawHeaders[i + 1] ?? ''])
  // One slash for several: boto3 joins the address and the path with two.
  return { method, path: PATH.test(url) ? url.replace(/\/{2,}/g, '/') : '', headers }
}
