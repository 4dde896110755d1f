import type { MonitoringOptions } from '../../server/monitoring/monitoring-listener.js'
import { listenRefusal } from '../listen-refusal.js'
import { tell } from '../output/tell.js'

/** Where it listens, and what it shows. */
export interface Monitoring extends Pick<MonitoringOptions, 'metrics' | 'state'> {
  readonly address: { readonly host: string; readonly port: number }
}

/** Starts the listener for monitoring, and says where it is. Returns how to close it. */
export async function beginMonitoring({ address, metrics, state }: Monitoring): Promise<() => Promise<void>> {
  const { listenForMonitoring } = await import('../../server/monitoring/monitoring-listener.js')
  const listener = await listenForMonitoring({ ...address, metrics, state }).catch((error: unknown) => {
    throw listenRefusal(error, address, { host: '--admin-host', port: '--admin-port' })
  })
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  tell(`metrics are at http://${host}:${listener.port}/metrics`)
  return listener.close
}
