// monitor: how a server is watched.
// Owns the flags for it, and the order in which counting, listening and ending begin. Refuses to load or count anything that was not asked for.
// May know: everything that a server consists of.

import type { LineAudit } from '../../audit/audit.js'
import type { Installation, InstallationOptions } from '../../installation/installation.js'
import type { Figures } from '../../server/monitoring/part-metrics.js'
import type { Listening } from '../../server/server.js'
import { listenRefusal } from '../listen-refusal.js'
import { tell } from '../output/tell.js'
import { type MonitorFlags, monitorAddressOf } from './monitor-flags.js'

/** What a server shows of itself, from before it is opened until it has ended. */
export interface Monitor {
  readonly observe: InstallationOptions['observe']
  /** Starts to show it. Returns how to stop. */
  begin(parts: WatchedParts): Promise<() => Promise<void>>
}

/** The parts that have figures. */
export interface WatchedParts {
  readonly installation: Installation
  readonly listening: Listening
  readonly audit: LineAudit
}

/** Without `--admin-port` nothing is counted that is not counted anyway, and nothing is loaded. */
export async function openMonitor(flags: MonitorFlags): Promise<Monitor> {
  const address = monitorAddressOf(flags)
  const metrics = address && (await import('../../server/monitoring/metrics.js')).openMetrics()
  return {
    observe: metrics?.observe,
    async begin(parts) {
      if (metrics === undefined || address === undefined) return async () => {}
      metrics.watch(() => figuresOf(parts))
      const { listenForMonitoring } = await import('../../server/monitoring/monitoring-listener.js')
      const state = () => ({ isDraining: parts.listening.isDraining(), services: Object.keys(parts.installation.protocols) })
      const listener = await listenForMonitoring({ ...address, metrics, state }).catch((error: unknown) => {
        throw listenRefusal(error, address)
      })
      const host = address.host.includes(':') ? `[${address.host}]` : address.host
      tell(`metrics are at http://${host}:${listener.port}/metrics`)
      return listener.close
    },
  }
}

const figuresOf = async ({ installation, listening, audit }: WatchedParts): Promise<Figures> => ({
  server: listening.figures(),
  installation: await installation.figures(),
  audit: audit.figures(),
})
