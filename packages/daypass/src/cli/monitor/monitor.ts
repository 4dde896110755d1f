// monitor: how a server is watched.
// Owns the flags for it, and the order in which counting, listening and ending begin. Refuses to load or count anything that was not asked for.
// May know: everything that a server consists of.

import type { InstallationOptions } from '../../installation/installation.js'
import type { Figures } from '../../server/monitoring/part-metrics.js'
import { tell, tellFailure, tellJson } from '../output/tell.js'
import { beginMonitoring } from './begin-monitoring.js'
import { diagnosticsOf } from './diagnostics.js'
import { type MonitorFlags, monitorAddressOf } from './monitor-flags.js'
import type { WatchedParts } from './watched-parts.js'

/** What a process shows of itself, from before it is opened until it has ended. */
export interface Monitor {
  readonly observe: InstallationOptions['observe']
  /** Starts to show it. Returns how to stop. */
  begin(parts: WatchedParts): Promise<() => Promise<void>>
  /** Starts to measure it for its supervisor, who shows it. */
  watch(parts: WatchedParts): void
  /** The metrics of this process alone, as prom-client puts them together. */
  metrics(): Promise<readonly object[]>
  /** Writes a line of diagnostics. */
  diagnose(): void
}

/** Without `--admin-port` nothing is counted that is not counted anyway, and nothing is loaded. SIGUSR2 writes a line of diagnostics at any time. */
export async function openMonitor(flags: MonitorFlags): Promise<Monitor> {
  const address = monitorAddressOf(flags)
  const metrics = address && (await import('../../server/monitoring/metrics.js')).openMetrics()
  let watched: WatchedParts | undefined
  const diagnose = () => void tellDiagnostics(watched, flags)
  const watch = (parts: WatchedParts) => {
    watched = parts
    metrics?.watch(() => figuresOf(parts))
  }
  process.on('SIGUSR2', diagnose)
  return {
    observe: metrics?.observe,
    watch,
    diagnose,
    metrics: async () => (await metrics?.registry.getMetricsAsJSON()) ?? [],
    async begin(parts) {
      watch(parts)
      if (metrics === undefined || address === undefined) return async () => {}
      const { installation, listening } = parts
      return beginMonitoring({
        ...{ address, metrics },
        state: () => ({
          isDraining: listening.isDraining(),
          isUnavailable: installation.unavailable() !== undefined,
          services: Object.keys(installation.protocols),
        }),
      })
    },
  }
}

const figuresOf = async ({ installation, listening, audit, tracer }: WatchedParts): Promise<Figures> => ({
  server: listening.figures(),
  installation: await installation.figures(),
  audit: audit.figures(),
  spans: tracer?.figures(),
})

async function tellDiagnostics(parts: WatchedParts | undefined, flags: MonitorFlags): Promise<void> {
  if (parts === undefined) return tell('No diagnostics yet: the server is starting.')
  try {
    tellJson({ level: 'info', message: 'diagnostics', more: await diagnosticsOf(parts, flags) })
  } catch (error) {
    // While the server stops its store is closed.
    tellFailure(`The diagnostics cannot be read: ${(error as Error).message}`)
  }
}
