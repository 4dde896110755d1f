import type { Audit, LineAudit } from '../../audit/audit.js'
import type { Installation, InstallationOptions } from '../../installation/installation.js'
import type { Listening } from '../../server/server.js'
import type { Monitor } from '../monitor/monitor.js'
import type { WatchedWorkers } from '../monitor/monitor-workers.js'
import type { Tracer } from '../../server/tracing/tracer.js'

/** How an installation is opened by one process of a server. */
export type Opening = Pick<
  InstallationOptions,
  'role' | 'otherReaders' | 'otherCounters' | 'sharedMaster' | 'handedKeys' | 'keepMaster' | 'observe'
> & { readonly audit: Audit }

/** Where it listens, and what traces its requests. */
export interface ListeningAt {
  readonly instance: string
  readonly port: number
  readonly tracer: Tracer | undefined
}

/** A server as its flags describe it, and the steps of starting one that all its processes share. Nothing has been opened yet. */
export interface Serving {
  readonly dataDir: string
  readonly open: (opening: Opening) => Promise<Installation>
  /** Listens on the given port: the flag can be 0. */
  readonly startListening: (installation: Installation, at: ListeningAt) => Promise<Listening>
  /** Where clients on this machine reach it. */
  readonly endpoint: (port: number) => string
  /** Writes what other commands find the server by. */
  readonly keepAddress: (at: { readonly endpoint: string; readonly instance: string }) => void
  /** What it prints about itself. Throws if the file of the root key cannot be read: call it before the server listens. */
  readonly banner: (installation: Installation) => (endpoint: string) => string
  /** The audit as the flags want it, on lines that are written so. */
  readonly audit: (write: (bytes: Uint8Array) => number) => LineAudit
  /** What shows a process to who watches it. */
  readonly monitor: () => Promise<Monitor>
  /** What traces the requests of a process; undefined where they are not traced. */
  readonly tracer: () => Promise<Tracer | undefined>
  /** Shows a server with workers to who watches it. Returns how to stop. */
  readonly monitorWorkers: (workers: WatchedWorkers) => Promise<() => Promise<void>>
}
