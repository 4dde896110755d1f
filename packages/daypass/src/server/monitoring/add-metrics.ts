import { AggregatorRegistry, Registry } from 'prom-client'
import type { Metrics } from './metrics.js'

/** The metrics of several processes as those of one server: sums, where a metric does not say otherwise. `read` asks each process for its own. */
export const addedMetrics = (read: () => Promise<(readonly object[])[]>): Pick<Metrics, 'text' | 'contentType'> => ({
  text: async () => AggregatorRegistry.aggregate((await read()) as object[]).metrics(),
  contentType: Registry.PROMETHEUS_CONTENT_TYPE,
})
