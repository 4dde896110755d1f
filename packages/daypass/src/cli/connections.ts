import { readFileSync } from 'node:fs'
import type { ServeFlags } from './serve-flags.js'
import { UsageError } from './usage-error.js'

/** The maximum number of connections, in total and from one address. */
export interface ConnectionFlags {
  readonly connections: number
  readonly connectionsPerAddress: number
}

const MOST = 4_096
/** The number of files that the server itself has open; a generous estimate. */
const OWN_FILES = 64

/**
 * From the flags, otherwise 4,096 connections in total; fewer if the process may not open two files for each, because every one can be a download.
 * One address may have a quarter.
 */
export function connectionsOf(
  flags: Pick<ServeFlags, 'maxConnections' | 'maxConnectionsPerAddress'>,
  files: number | undefined = openFilesLimit(),
): ConnectionFlags {
  const allowed = files === undefined ? MOST : Math.max(4, Math.floor((files - OWN_FILES) / 2))
  const connections = numberOf('--max-connections', flags.maxConnections) ?? Math.min(MOST, allowed)
  const perAddress = numberOf('--max-connections-per-address', flags.maxConnectionsPerAddress)
  return { connections, connectionsPerAddress: perAddress ?? Math.ceil(connections / 4) }
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`${flag} must be a whole number from 1 to 9999999, not ${text}.`)
  return Number(text)
}

/** The soft limit of open files of this process on Linux; undefined if it is not known. */
function openFilesLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}
