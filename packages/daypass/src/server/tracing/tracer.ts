// tracing: spans of requests, for a collector of OpenTelemetry.
// Owns which requests are traced, what is told of them, and how it is sent. Refuses what a client or a principal is or says: no name, no ARN, no key, no address,
// no path, no bucket. Nothing here may delay or change an answer.

import type { Clock } from '../../core/clock.js'
import type { Request } from '../../core/exchange.js'
import type { Ids } from '../../core/ids.js'
import { protocols } from '../../installation/services.js'
import { type CollectorAddress, connectToCollector } from './collector.js'
import { LiveTrace, randomId, type ServerTrace } from './live-trace.js'
import { encodeTraces } from './otlp-json.js'
import { makeSampler, type Sampling } from './sampler.js'
import type { SpanAttribute } from './span.js'
import { type QueueLimits, type SpanFigures, SpanQueue } from './span-queue.js'
import { readTraceContext } from './trace-context.js'

/** How a server is traced. */
export interface TracerSettings {
  readonly collector: CollectorAddress
  readonly sampling: Sampling
  /** Whether a request may belong to a trace of its client. */
  readonly takesParents: boolean
  /** What the spans are of: the server, and this process of it. */
  readonly resource: readonly SpanAttribute[]
  readonly queue: QueueLimits
  /** What commits go to, where that is another process. */
  readonly database: string | undefined
}

/** Traces the requests of one process. */
export interface Tracer {
  /** The trace of a request that has just arrived; undefined for one that is not traced. */
  begin(request: Arrived): ServerTrace | undefined
  figures(): SpanFigures
  /** Sends what waits, for a moment at most. */
  close(): Promise<void>
}

type Arrived = Pick<Request, 'headers' | 'method' | 'secure' | 'id'> & { readonly arrivedAt: number }

/** What it uses of the machine. */
export interface TracerParts {
  readonly clock: Pick<Clock, 'monotonic' | 'wall'>
  readonly ids: Pick<Ids, 'bytes'>
  readonly warn: (text: string) => void
}

/** For what waits at the end, in milliseconds: a server that stops must not wait long for a collector. */
const LAST_MOMENT = 2_000

export function openTracer(settings: TracerSettings, { clock, ids, warn }: TracerParts): Tracer {
  const collector = connectToCollector(settings.collector)
  const queue = new SpanQueue({
    limits: settings.queue,
    origin: settings.collector.url.origin,
    send: (traces, signal) => collector.send(encodeTraces(settings.resource, traces), signal),
    after,
    now: () => clock.monotonic(),
    random: () => (ids.bytes(1)[0] ?? 0) / 256,
    warn,
  })
  const sampled = makeSampler(settings.sampling)
  const serviceIds = new Map(Object.values(protocols()).map(({ service, model }) => [service.name, model.serviceId]))
  const parts = { clock, ids, serviceIds, database: settings.database, finished: queue.add.bind(queue) }
  return {
    begin({ headers, method, secure, id, arrivedAt }) {
      const parent = settings.takesParents ? readTraceContext(headers) : undefined
      const traceId = parent?.traceId ?? randomId(ids, 16)
      if (!sampled(traceId, parent)) return undefined
      return new LiveTrace(parts, { traceId, parent, method, secure, requestId: id, arrivedAt })
    },
    figures: () => queue.figures(),
    async close() {
      await queue.close(LAST_MOMENT)
      collector.close()
    },
  }
}

function after(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds).unref()
  return () => clearTimeout(timer)
}
