import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostName } from '../../core/text/host-name.js'
import { LOOPBACK } from '../admin.js'
import { answerProbe, type ServerState } from '../probes.js'
import type { Metrics } from './metrics.js'

/** Where monitoring listens, and what it shows. */
export interface MonitoringOptions {
  readonly host: string
  readonly port: number
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
  readonly state: () => ServerState
}

/** A listener for monitoring. */
export interface MonitoringListener {
  readonly port: number
  close(): Promise<void>
}

/** Milliseconds for a request, and for a client that is silent: scrapers ask and leave. Connections at the same time. */
const LIMITS = { request: 5_000, silence: 20_000, connections: 32, headerBytes: 8_192 }

const PROBES: readonly string[] = ['/livez', '/readyz']

/**
 * Serves `/metrics`, `/livez` and `/readyz` to whoever reaches it: a listener of its own, so that a full server still tells how full it is, and the address
 * of clients shows no figures. It reads no body, and knows no other path. On loopback it answers only to a Host that names this machine: a web page under a name
 * of its own that points here (DNS rebinding) reads nothing.
 */
export async function listenForMonitoring({ host, port, metrics, state }: MonitoringOptions): Promise<MonitoringListener> {
  const settings = { headersTimeout: LIMITS.request, requestTimeout: LIMITS.request, maxHeaderSize: LIMITS.headerBytes }
  const isLoopback = host === '::1' || LOOPBACK.test(host)
  const server = createServer(settings, (message, response) => void answer(message, response, { metrics, state, isLoopback }))
  server.maxConnections = LIMITS.connections
  server.timeout = LIMITS.silence
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Answering extends Pick<MonitoringOptions, 'metrics' | 'state'> {
  readonly isLoopback: boolean
}

async function answer(
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
  { metrics, state, isLoopback }: Answering,
): Promise<void> {
  const path = url.split('?', 1)[0] ?? ''
  const send = (status: number, body: string, more: Readonly<Record<string, string>> = TEXT) => {
    response.writeHead(status, { ...more, 'Cache-Control': 'no-store', 'Content-Length': Buffer.byteLength(body) })
    response.end(method === 'HEAD' ? undefined : body)
  }
  if (isLoopback && !LOOPBACK.test(hostName(headers.host ?? '') ?? ''))
    return send(403, 'the Host header must name this machine: localhost, 127.0.0.1 or [::1]')
  if (method !== 'GET' && method !== 'HEAD') return send(405, 'use GET', { ...TEXT, Allow: 'GET, HEAD', Connection: 'close' })
  const probe = PROBES.includes(path) ? answerProbe({ method, path, query: '', headers: {} }, state) : undefined
  if (probe !== undefined) return send(probe.status, String(probe.body), probe.headers)
  if (path !== '/metrics') return send(404, 'not found: there are /metrics, /livez and /readyz')
  try {
    send(200, await metrics.text(), { 'Content-Type': metrics.contentType })
  } catch {
    // While the server stops its store is closed before this listener.
    send(503, 'the figures cannot be read now')
  }
}

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' }
