import { eventLoopUtilization } from '../../core/clock.js'
import type { RequestEvent } from '../../core/request-event.js'
import { VERSION } from '../../server/version.js'
import type { ServeFlags } from '../serve-flags.js'
import type { WatchedParts } from './watched-parts.js'

/** Flags whose values are shown; of all others only that they were given. */
const SHOWN: ReadonlySet<string> = new Set<keyof ServeFlags>([
  ...([
    'port',
    'host',
    'dataDir',
    'store',
    'workers',
    'dev',
    'tlsCert',
    'tlsKey',
    'issuerBase',
    'insecureHttp',
    'trustedProxy',
    'explainErrors',
  ] as const),
  ...([
    'log',
    'logMessages',
    'quota',
    's3Sigv2Presign',
    's3Domain',
    'organizations',
    'maxConnections',
    'maxConnectionsPerAddress',
  ] as const),
  ...(['rateLimit', 'adminPort', 'adminHost', 'oidcAllowPrivate', 'oidcEveryClaim'] as const),
])

interface Progress {
  readonly operation: string
  requests: number
  oldestSeconds: number
}

/**
 * What a server is doing at this moment, for whoever looks for the reason why it is slow or large: numbers, names of operations and settings. No token, no key, no
 * text of a policy, no name or address of a client.
 */
export async function diagnosticsOf(parts: WatchedParts, flags: object): Promise<object> {
  const { installation, listening, audit, tracer } = parts
  const now = installation.clock.monotonic()
  const { connections, inFlight } = listening.figures()
  return {
    version: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    pid: process.pid,
    uptimeSeconds: Math.round(now / 1000),
    draining: listening.isDraining(),
    memory: process.memoryUsage(),
    cpuMicroseconds: process.cpuUsage(),
    eventLoopUtilization: eventLoopUtilization(),
    activeResources: counted(process.getActiveResourcesInfo()),
    connections,
    requests: { inFlight, byOperation: progressOf(installation.inProgress(), now) },
    audit: audit.figures(),
    spans: tracer?.figures(),
    ...(await installation.figures()),
    flags: Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, SHOWN.has(name) ? value : '[given]'])),
  }
}

function progressOf(events: Iterable<RequestEvent>, now: number): Progress[] {
  const found = new Map<string, Progress>()
  for (const { service, operation = 'not known yet', request } of events) {
    const name = `${service}:${operation}`
    const progress = found.get(name) ?? { operation: name, requests: 0, oldestSeconds: 0 }
    progress.requests += 1
    progress.oldestSeconds = Math.max(progress.oldestSeconds, Math.round(now - (request.arrivedAt ?? now)) / 1000)
    found.set(name, progress)
  }
  return [...found.values()].sort((one, other) => other.oldestSeconds - one.oldestSeconds)
}

/** How many there are of each name. */
function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
