import { beginMonitoring } from './begin-monitoring.js'
import { type MonitorFlags, monitorAddressOf } from './monitor-flags.js'

/** The workers of a server, as far as they are watched. */
export interface WatchedWorkers {
  /** The metrics of each, as prom-client puts them together. */
  metrics(): Promise<(readonly object[])[]>
  /** Whether one of them takes connections. */
  readonly isListening: boolean
  readonly isStopping: boolean
}

/**
 * Shows the workers of a server as one: their metrics added up, and where one takes connections, the server is ready.
 * Returns how to stop. What a worker had counted goes with it: a counter that falls has begun again, as Prometheus takes it.
 */
export async function monitorWorkers(flags: MonitorFlags, workers: WatchedWorkers): Promise<() => Promise<void>> {
  const address = monitorAddressOf(flags)
  if (address === undefined) return async () => {}
  const { addedMetrics } = await import('../../server/monitoring/add-metrics.js')
  return beginMonitoring({
    address,
    metrics: addedMetrics(() => workers.metrics()),
    state: () => ({ isDraining: workers.isStopping, isUnavailable: !workers.isListening, services: [] }),
  })
}
