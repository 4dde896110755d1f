import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPrivateFile, writePrivateFile } from '../private-file.js'
import type { DirectoryLock } from './directory-lock.js'
import { takeSocket } from './socket-lock.js'

type Take = (directory: string) => Promise<DirectoryLock>

const pidFile = (directory: string): string => join(directory, 'server.pid')

/** The process id in the file; 0 if there is none. */
function readPid(directory: string): number {
  try {
    const pid = Number(readPrivateFile(pidFile(directory))?.text)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : 0
  } catch {
    return 0
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** <sys/fcntl.h> of macOS; node:fs has no name for it. */
const O_EXLOCK = 0x20

const takeFlock: Take = async (directory) => {
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOFOLLOW | O_EXLOCK
    const file = openSync(join(directory, 'server.lock'), flags, 0o600)
    return { release: async () => closeSync(file) }
  } catch (error) {
    if (codeOf(error) === 'EAGAIN' || codeOf(error) === 'EWOULDBLOCK') return { heldBy: readPid(directory) }
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
  if (pid === process.pid ? heldHere.has(directory) : pid !== 0 && lives(pid)) return { heldBy: pid }
  if (pid !== 0) renameSync(pidFile(directory), `${pidFile(directory)}.stale`)
  try {
    writeFileSync(pidFile(directory), String(process.pid), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return { heldBy: readPid(directory) }
    throw error
  }
  heldHere.add(directory)
  return {
    release: async () => {
      heldHere.delete(directory)
    },
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
  const lock = await take(directory)
  if ('heldBy' in lock) return lock
  writePrivateFile(pidFile(directory), String(process.pid))
  return {
    release: async () => {
      rmSync(pidFile(directory), { force: true })
      await lock.release()
    },
  }
}
