import { readFileSync } from 'node:fs'

/** The two ends of a connection on loopback, by their ports. */
interface Ends {
  readonly client: number
  readonly server: number
}

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const
const LOOPBACK = /^(?:0000000000000000FFFF0000)?0100007F$/

/**
 * The number of the user whose process opened a connection to 127.0.0.1, as Linux lists it (proc_net_tcp.txt of its documentation); undefined where the
 * connection is not listed, and `unknown` where there is no such list.
 */
export function connectionOwner(
  { client, server }: Ends,
  read = (path: string) => readFileSync(path, 'latin1'),
): number | undefined | 'unknown' {
  let tables: string[]
  try {
    tables = TABLES.flatMap((path) => tableAt(path, read))
  } catch {
    return 'unknown'
  }
  for (const line of tables) {
    const [, local = '', remote = '', , , , , user = ''] = line.trim().split(/\s+/)
    if (isAt(local, client) && isAt(remote, server) && /^\d+$/.test(user)) return Number(user)
  }
  return undefined
}

/** A machine without IPv6 has no second table. */
function tableAt(path: string, read: (path: string) => string): string[] {
  try {
    return read(path).split('\n').slice(1)
  } catch (error) {
    if (path === TABLES[0]) throw error
    return []
  }
}

function isAt(end: string, port: number): boolean {
  const [address = '', hexadecimal = ''] = end.split(':')
  return LOOPBACK.test(address) && Number.parseInt(hexadecimal, 16) === port
}

/** Whether a process of this user, or of the system's administrator, opened the connection; where that cannot be known, it counts as ours. */
export function isOwnConnection(ends: Ends, read?: (path: string) => string): boolean {
  const owner = connectionOwner(ends, read)
  return owner === 'unknown' || owner === 0 || (owner !== undefined && owner === process.getuid?.())
}
