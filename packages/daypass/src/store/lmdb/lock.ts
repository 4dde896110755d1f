import { createHash } from 'node:crypto'
import { closeSync, constants, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'

/**
 * One server per data directory; its worker processes share the directory and do not take the lock. The kernel holds it wherever it can, so
 * that `kill -9` frees it and a reused process id means nothing:
 * - Linux: a socket in the abstract name space, named by the directory's device and inode (a mount or a link by another path is the same
 *   directory). NOTE that name space belongs to a network name space: two containers that mount one directory do not see each other's lock.
 * - macOS: open(2) with O_EXLOCK, a flock that the kernel drops with the process.
 * - elsewhere: a file with the process id, and a signal 0 to ask whether that process lives; a reused id can refuse a start until the file
 *   is removed, and two starts at the same instant after a crash are not told apart.
 * `server.pid` names the holder for people; on Linux and macOS nothing is decided by it.
 */
export type DirectoryLock = { readonly release: () => Promise<void> } | { readonly heldBy: number }

type Take = (directory: string) => Promise<(() => Promise<void>) | undefined>

const pidFile = (directory: string): string => join(directory, 'server.pid')

/** The process id in the file; 0 if there is none. */
function readPid(directory: string): number {
  try {
    const pid = Number(readFileSync(pidFile(directory), 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 ? pid : 0
  } catch {
    return 0
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // NOTE exclusive: in a cluster worker, listening would otherwise be done by the primary.
    server.listen({ path, exclusive: true }, resolve)
  })
}

/** Nobody is served: the socket exists only to be bound by one process. */
const takeSocket: Take = async (directory) => {
  const { dev, ino } = statSync(directory, { bigint: true })
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex')
  const server = createServer((socket) => socket.destroy())
  try {
    await listen(server, `\0daypass-${name}`)
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return undefined
    throw error
  }
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** <sys/fcntl.h> of macOS; node:fs has no name for it. */
const O_EXLOCK = 0x20

const takeFlock: Take = async (directory) => {
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK
    const file = openSync(join(directory, 'server.lock'), flags, 0o600)
    return async () => closeSync(file)
  } catch (error) {
    if (codeOf(error) === 'EAGAIN' || codeOf(error) === 'EWOULDBLOCK') return undefined
    throw error
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Directories this process holds: after a restart in a container, the id in a stale file is often our own. */
const heldHere = new Set<string>()

const takePidFile: Take = async (directory) => {
  const pid = readPid(directory)
  if (pid === process.pid ? heldHere.has(directory) : pid !== 0 && lives(pid)) return undefined
  if (pid !== 0) renameSync(pidFile(directory), `${pidFile(directory)}.stale`)
  try {
    writeFileSync(pidFile(directory), String(process.pid), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined
    throw error
  }
  heldHere.add(directory)
  return async () => {
    heldHere.delete(directory)
  }
}

const TAKE: Partial<Record<NodeJS.Platform, Take>> = { linux: takeSocket, android: takeSocket, darwin: takeFlock }

/**
 * Takes the server's lock on a data directory (made if absent), or says who holds it: `heldBy` is a process id, 0 if it is not known.
 * Never waits. The lock ends with `release()` or with the process, however it dies.
 */
export async function lockDirectory(directory: string, options: { readonly platform?: NodeJS.Platform } = {}): Promise<DirectoryLock> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const take = TAKE[options.platform ?? process.platform] ?? takePidFile
  const free = await take(directory)
  if (!free) return { heldBy: readPid(directory) }
  writeFileSync(pidFile(directory), String(process.pid), { mode: 0o600 })
  return {
    release: async () => {
      rmSync(pidFile(directory), { force: true })
      await free()
    },
  }
}
