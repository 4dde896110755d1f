import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { VERSION } from '../version.js'
import { knownLabels } from './known-labels.js'
import { type Figures, partMetrics } from './part-metrics.js'
import { type Observe, requestMetrics } from './request-metrics.js'

/** The metrics of this process. */
export interface Metrics {
  /** Counts a request. */
  readonly observe: Observe
  /** Adds the metrics of the parts, once these are there. */
  watch(read: () => Promise<Figures>): void
  /** All of them, in the text format of Prometheus. The supervisor of several processes adds theirs up instead (add-metrics.ts). */
  text(): Promise<string>
  readonly contentType: string
  readonly registry: Registry
}

/** The metrics of requests, of the process and of Node.js; names and units by Prometheus' conventions. */
export function openMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const help = 'The version that runs; the value is 1.'
  const build = new Gauge({ name: 'daypass_build_info', help, labelNames: ['version'], registers, aggregator: 'first' })
  build.set({ version: VERSION }, 1)
  return {
    observe: requestMetrics(registers, knownLabels()),
    watch: (read) => partMetrics(registers, read),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    registry,
  }
}
