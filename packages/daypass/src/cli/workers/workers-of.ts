import { readWholeNumber } from '../../core/text/whole-number.js'
import { canShareLock } from '../../store/lmdb/lock.js'
import type { ConnectionFlags } from '../connections.js'
import { variable } from '../environment.js'
import type { ServeFlags } from '../serve-flags.js'
import { UsageError } from '../usage-error.js'

/** More than most machines have processors; what contends for one record in all of them at once still gets through (store/transact.ts). */
const MOST_WORKERS = 32

/** How many processes answer requests: from the flag, otherwise DAYPASS_WORKERS, otherwise 1. */
export function workersOf(flags: Pick<ServeFlags, 'workers' | 'store' | 'dev'>, canShare = canShareLock()): number {
  const text = flags.workers ?? variable('DAYPASS_WORKERS') ?? '1'
  const workers = readWholeNumber(text, { least: 1, most: MOST_WORKERS })
  if (workers === undefined) throw new UsageError(`--workers must be a whole number from 1 to ${MOST_WORKERS}, not ${text}.`)
  if (workers === 1) return 1
  const said = `${workers} workers (--workers, DAYPASS_WORKERS)`
  const isEtcd = /^etcds?:/.test(flags.store)
  if (flags.store !== 'lmdb')
    // Without the rest: a URL may have a password in it.
    throw new UsageError(
      `--store ${flags.store.split(':', 1)[0]} belongs to one process, and cannot have ${said}. Use --store lmdb, or one worker${isEtcd ? ': of a cluster start more nodes instead' : ''}.`,
    )
  if (flags.dev === true)
    throw new UsageError(`--dev has one process, because its clock and its faults are that process's own, and cannot have ${said}.`)
  if (!canShare)
    throw new UsageError(`A server here cannot have ${said}: only on Linux can they hold the lock of the data directory together.`)
  return workers
}

/** One worker's part of the connections of a server. Together they never have more than the server may. */
export function shareOf({ connections, connectionsPerAddress }: ConnectionFlags, workers: number): ConnectionFlags {
  const least = Math.min(connections, connectionsPerAddress)
  if (least < workers)
    throw new UsageError(
      `${workers} workers share the connections, and ${least} are too few for that. Raise --max-connections and --max-connections-per-address to ${workers} at least, or start fewer --workers.`,
    )
  return { connections: Math.floor(connections / workers), connectionsPerAddress: Math.floor(connectionsPerAddress / workers) }
}
