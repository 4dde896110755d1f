import { Counter, Gauge, type Registry } from 'prom-client'
import type { AuditFigures } from '../../audit/audit.js'
import type { InstallationFigures } from '../../installation/counting/figures.js'
import type { ServerFigures } from '../server.js'
import type { SpanFigures } from '../tracing/span-queue.js'

/** The figures of all parts at one moment. */
export interface Figures {
  readonly server: ServerFigures
  readonly installation: InstallationFigures
  readonly audit: AuditFigures
  /** Of traces, where there are any. */
  readonly spans?: SpanFigures | undefined
}

interface Row {
  readonly name: string
  readonly help: string
  /** The name of its label, if it has one. */
  readonly label?: string
  /** Its value, or its values by that of the label. */
  readonly of: (figures: Figures) => number | Readonly<Record<string, number>>
  /** How the values of several processes are put together, if not as a sum. */
  readonly aggregator?: 'max'
}

/** What only rises, until the process ends. */
const COUNTERS: readonly Row[] = [
  { name: 'daypass_connections_accepted_total', help: 'Connections accepted.', of: ({ server }) => server.connections.accepted },
  {
    name: 'daypass_connections_refused_total',
    help: 'Connections closed at once because there were too many.',
    of: ({ server }) => server.connections.refused,
  },
  {
    name: 'daypass_connections_displaced_total',
    help: 'Idle connections closed to make room for new ones.',
    of: ({ server }) => server.connections.displaced,
  },
  {
    name: 'daypass_network_received_bytes_total',
    help: 'Bytes received on connections, closed ones included.',
    of: ({ server }) => server.connections.receivedBytes,
  },
  {
    name: 'daypass_network_sent_bytes_total',
    help: 'Bytes sent on connections, closed ones included.',
    of: ({ server }) => server.connections.sentBytes,
  },
  { name: 'daypass_audit_lines_total', help: 'Lines of the audit.', of: ({ audit }) => audit.lines },
  { name: 'daypass_audit_bytes_total', help: 'Bytes of the audit.', of: ({ audit }) => audit.bytes },
  { name: 'daypass_store_commits_total', help: 'Transactions committed.', of: ({ installation }) => installation.store.commits },
  {
    name: 'daypass_store_conflicts_total',
    help: 'Attempts to commit that found a conflict and ran again.',
    of: ({ installation }) => installation.store.conflicts,
  },
  {
    name: 'daypass_cache_evictions_total',
    help: 'Entries removed from a cache to make room.',
    label: 'cache',
    of: ({ installation }) => valuesOf(installation.caches, ({ evictions }) => evictions),
  },
  {
    name: 'daypass_issuer_key_fetches_total',
    help: 'Fetches of the keys of OpenID Connect providers.',
    label: 'result',
    of: ({ installation }) => ({ ...installation.keyFetches }),
  },
  {
    name: 'daypass_throttled_requests_total',
    help: 'Requests refused by a rate limit, by what they were too many for.',
    label: 'limit',
    of: ({ installation }) => installation.throttled,
  },
  {
    name: 'daypass_trace_spans_total',
    help: 'Spans of traces by what became of them.',
    label: 'result',
    of: ({ spans }) =>
      spans === undefined ? {} : { sent: spans.sent, rejected: spans.rejected, failed: spans.failed, dropped: spans.dropped },
  },
]

/** What rises and falls. */
const GAUGES: readonly Row[] = [
  { name: 'daypass_requests_in_flight', help: 'Requests whose client does not have its answer yet.', of: ({ server }) => server.inFlight },
  { name: 'daypass_connections_open', help: 'Open connections.', of: ({ server }) => server.connections.open },
  {
    name: 'daypass_audit_waiting_bytes',
    help: 'Bytes of the audit that could not be written yet: no request is answered meanwhile.',
    of: ({ audit }) => audit.waiting,
  },
  {
    name: 'daypass_trace_spans_waiting',
    help: 'Spans of traces on their way to the collector.',
    of: ({ spans }) => spans?.waiting ?? 0,
  },
  {
    name: 'daypass_store_revision',
    help: 'The newest revision of the store.',
    of: ({ installation }) => installation.store.revision,
    aggregator: 'max',
  },
  {
    name: 'daypass_cache_entries',
    help: 'Entries of a cache.',
    label: 'cache',
    of: ({ installation }) => valuesOf(installation.caches, ({ size }) => size),
  },
  {
    name: 'daypass_cache_bytes',
    help: 'Estimated bytes of a cache; those that count entries are left out.',
    label: 'cache',
    of: ({ installation }) => valuesOf(installation.caches, ({ bytes }) => bytes),
  },
]

function valuesOf<T>(parts: Readonly<Record<string, T>>, figure: (part: T) => number | undefined): Record<string, number> {
  const values: Record<string, number> = {}
  for (const [name, part] of Object.entries(parts)) {
    const value = figure(part)
    if (value !== undefined) values[name] = value
  }
  return values
}

/** Registers the metrics of the parts, whose figures are read together, once each time the metrics are. */
export function partMetrics(registers: Registry[], read: () => Promise<Figures>): void {
  let reading: Promise<Figures> | undefined
  const figures = () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  for (const { name, help, label, of } of COUNTERS) {
    const collect = async function (this: Counter) {
      const value = of(await figures())
      this.reset()
      each(value, label, (labels, one) => this.inc(labels, one))
    }
    new Counter({ name, help, registers, collect, labelNames: label === undefined ? [] : [label] })
  }
  for (const { name, help, label, of, aggregator = 'sum' } of GAUGES) {
    const collect = async function (this: Gauge) {
      const value = of(await figures())
      this.reset()
      each(value, label, (labels, one) => this.set(labels, one))
    }
    new Gauge({ name, help, registers, collect, aggregator, labelNames: label === undefined ? [] : [label] })
  }
}

function each(value: ReturnType<Row['of']>, label = '', put: (labels: Record<string, string>, one: number) => void): void {
  if (typeof value === 'number') put({}, value)
  else for (const [name, one] of Object.entries(value)) put({ [label]: name }, one)
}
