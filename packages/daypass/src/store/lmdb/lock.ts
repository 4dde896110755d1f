import { closeSync, constants, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../make-folder.js'
import { readPrivateFile, writePrivateFile } from '../private-file.js'
import type { DirectoryLock } from './directory-lock.js'
import { joinSocket, takeSocket } from './socket-lock.js'

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

/** From <sys/fcntl.h> of macOS; node:fs does not define it. */
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

/** Directories that this process holds: after a restart in a container, the id in a stale file is often the process's own. */
const heldHere = new Set<string>()

const takePidFile: Take = async (directory) => {
  const pid = readPid(directory)
  if (pid === process.pid ? heldHere.has(directory) : pid !== 0 && lives(pid)) return { heldBy: pid }
  if (pid !== 0) renameSync(pidFile(directory), `${pidFile(directory)}.stale`)
  try {
    writeFileSync(pidFile(directory), String(process.pid), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return { heldBy: readPid(directory) }
    // An empty file, on a full disk, would look like a holder.
    rmSync(pidFile(directory), { force: true })
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

/** How the lock is taken: by default as on this platform. `warn` gets secondary failures. */
export interface LockOptions {
  readonly platform?: NodeJS.Platform
  readonly warn?: (text: string) => void
}

/**
 * Takes the server's lock on a data directory (created if absent), or returns who holds it: `heldBy` is a process id, 0 if unknown. Never waits. The
 * lock ends with `release()` or with the process, however it ends.
 */
export async function lockDirectory(directory: string, { platform = process.platform, warn }: LockOptions = {}): Promise<DirectoryLock> {
  makeFolder(directory)
  const take = TAKE[platform] ?? takePidFile
  const lock = await take(directory)
  if ('heldBy' in lock) return lock
  keepPid(pidFile(directory), warn)
  return {
    release: async () => {
      dropPid(pidFile(directory))
      await lock.release()
    },
  }
}

/** Where several processes can hold the lock together, so that it lives as long as the last of them. */
export const canShareLock = (platform: NodeJS.Platform = process.platform): boolean => TAKE[platform] === takeSocket

/** The lock of a data directory, held together with the process that took it: see {@link joinSocket}. `mark` tells this process from all others. */
export function joinLock(directory: string, mark: string): Promise<() => Promise<void>> {
  if (!canShareLock()) throw new Error(`the lock of a data directory cannot be shared on ${process.platform}`)
  return joinSocket(directory, `${process.pid}.${mark}`)
}

/** Removes what a process that has ended, however, left in the lock that it had joined. */
export const removeFromLock = (directory: string, pid: number, mark: string): void => {
  for (const at of [join('lock', `${pid}.${mark}`), `joining.${pid}.${mark}`]) rmSync(join(directory, at), { force: true })
}

/** For people. On a full disk there is no room for it, but the server must still start after a crash that a full disk may have caused. */
function keepPid(file: string, warn: LockOptions['warn']): void {
  try {
    writePrivateFile(file, String(process.pid))
  } catch (cause) {
    const why = (cause as Error).message
    warn?.(`${file} cannot be written: ${why}. All else goes on: the file only names the process, ${process.pid}.`)
    // An older file names a process that does not hold the lock, and that somebody might stop.
    dropPid(file)
  }
}

function dropPid(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // A folder with this name, or a read-only medium: nothing depends on the file.
  }
}
