import { closeSync, constants, existsSync, lstatSync, mkdtempSync, openSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { basename, join } from 'node:path'
import type { DirectoryLock } from './directory-lock.js'

/*
 * The lock is the folder `lock` in the data directory. It contains the holder's socket, and the kernel closes that socket with its process.
 *
 * - A process that wants the lock listens on a socket in a folder of its own (`lock.…`) and renames that folder to `lock`. rename(2) replaces an
 *   empty folder and fails for one that is not empty (POSIX, rename: EEXIST or ENOTEMPTY): of many starters at once exactly one gets it.
 * - A socket that refuses a connection belongs to an ended process. It is removed by its own name, which no other process ever has: a starter that is
 *   late with this removes nothing of a new holder. So `lock` is never empty while its holder lives.
 * - A socket in a folder is found by its inode: processes of other containers that mount the directory find it too, as long as one kernel runs them.
 * - The workers of a server listen in the same folder. So the lock outlives its holder for as long as one of them lives: while a supervisor that was killed
 *   leaves a worker behind, nobody else gets it.
 */

/** Each failed try means that another process took or released the lock at the same moment. */
const TRIES = 16

/**
 * Takes the lock, or returns who holds it: the process id as seen in the holder's own container. Throws if the file system does not support sockets.
 */
export async function takeSocket(directory: string): Promise<DirectoryLock> {
  const folder = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  const place: Place = { directory, folder }
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const heldBy = await holderIn(place, 'lock')
      if (heldBy !== undefined) return { heldBy }
      const taken = await tryTake(place)
      if (taken !== undefined) return taken
    }
    return { heldBy: 0 }
  } finally {
    closeSync(folder)
  }
}

/** The data directory, and the descriptor under which it is open. */
interface Place {
  readonly directory: string
  readonly folder: number
}

/** The kernel accepts 107 bytes for a socket's path (unix(7); 103 on macOS). A longer one is named through the open directory. */
function socketPath({ directory, folder }: Place, name: string): string {
  const plain = join(directory, name)
  return Buffer.byteLength(plain) <= 103 ? plain : `/proc/self/fd/${folder}/${name}`
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** The process id of the living holder in a folder of sockets; undefined if there is none. Sockets of ended processes are removed. */
async function holderIn(place: Place, folder: string): Promise<number | undefined> {
  for (const name of socketsIn(join(place.directory, folder))) {
    if (await answers(socketPath(place, `${folder}/${name}`))) return Number.parseInt(name, 10) || 0
    rmSync(join(place.directory, folder, name), { force: true })
  }
  return undefined
}

function socketsIn(folder: string): string[] {
  try {
    if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is not a folder. It is the lock of the data directory: move it away.`)
    const entries = readdirSync(folder, { withFileTypes: true })
    const inTheWay = entries.find((entry) => entry.isDirectory())
    if (inTheWay !== undefined)
      throw new Error(`${join(folder, inTheWay.name)} is a folder. The lock of the data directory holds none: move it away.`)
    return entries.map((entry) => entry.name)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** Whether a process listens on the socket. A full queue (EAGAIN) means yes; other errors do not mean that the holder has ended. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => {
      const code = codeOf(error)
      if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve(false)
      else if (code === 'EAGAIN') resolve(true)
      // The holder ended while the connection waited in its queue: the next connection is refused.
      else if (code === 'ECONNRESET') resolve(answers(path))
      else reject(error)
    })
  })
}

/**
 * A new folder for our socket. On a full volume, the empty folder of an ended holder makes room for it: rmdir(2) removes only an empty folder, and so
 * never the lock of a living holder.
 */
function makeOwn(directory: string): string {
  const prefix = join(directory, 'lock.')
  try {
    return mkdtempSync(prefix)
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(String(codeOf(error)))) throw error
    removeEmpty(join(directory, 'lock'))
    return mkdtempSync(prefix)
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // It does not exist, or another process holds the lock by now.
  }
}

/**
 * Holds the lock together with the process that took it, under a name that no other process ever has. Ask that process afterwards whether it still lives: if it
 * did when this had resolved, nobody else holds the lock, and nobody gets it before this process ends too. Returns what lets go of it.
 */
export async function joinSocket(directory: string, name: string): Promise<() => Promise<void>> {
  const folder = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  const server = createServer((socket) => socket.destroy())
  const socket = join(directory, 'lock', name)
  try {
    // It comes into the lock only when it listens: before that a starter would take it for one of an ended process, and remove it.
    await listening(server, socketPath({ directory, folder }, `joining.${name}`))
    renameSync(join(directory, `joining.${name}`), socket)
  } catch (error) {
    await close(server)
    throw error
  } finally {
    closeSync(folder)
  }
  server.unref()
  return async () => {
    rmSync(socket, { force: true })
    await close(server)
  }
}

/** Undefined if another process was faster. */
async function tryTake(place: Place): Promise<{ readonly release: () => Promise<void> } | undefined> {
  const own = makeOwn(place.directory)
  const name = `${process.pid}${basename(own).slice('lock'.length)}`
  // It serves no connections: the socket exists only to show that the process lives.
  const server = createServer((socket) => socket.destroy())
  const home = join(place.directory, 'lock')
  const socket = join(home, name)
  try {
    const isOurs = (await listens(server, socketPath(place, `${basename(own)}/${name}`), own)) && moved(own, home) && existsSync(socket)
    if (!isOurs) return await giveUp(server, own)
  } catch (error) {
    await giveUp(server, own)
    throw error
  }
  server.unref()
  await removeLeftOver(place)
  return { release: () => release(server, socket, home) }
}

async function giveUp(server: Server, own: string): Promise<undefined> {
  await close(server)
  rmSync(own, { recursive: true, force: true })
}

/** Listens, before the socket is visible in `lock`. Returns false if the winner removed our folder as left over. */
async function listens(server: Server, path: string, own: string): Promise<boolean> {
  try {
    await listening(server, path)
    return true
  } catch (error) {
    if (!existsSync(own)) return false
    throw error
  }
}

const listening = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    // NOTE Exclusive: otherwise, in a cluster worker, the primary process would listen.
    server.listen({ path, exclusive: true }, resolve)
  })

/** Returns false if the lock was taken, or if our folder was removed. */
function moved(own: string, home: string): boolean {
  try {
    renameSync(own, home)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(String(codeOf(error)))) return false
    throw error
  }
}

/**
 * Removes folders of starters that were killed before they had the lock, or lost it. A folder that is just being made can be removed too: its starter
 * tries again.
 */
async function removeLeftOver(place: Place): Promise<void> {
  for (const name of namesIn(place.directory)) {
    if (!/^lock\.\w{6}$/.test(name)) continue
    try {
      if ((await holderIn(place, name)) === undefined) rmdirSync(join(place.directory, name))
    } catch {
      // Another starter is at work there, or another program's file has that name: it does not matter.
    }
  }
}

/** If cleaning up fails, the lock is still held. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function release(server: Server, socket: string, home: string): Promise<void> {
  rmSync(socket, { force: true })
  // Unless it already contains the socket of the next holder.
  removeEmpty(home)
  await close(server)
}

/** A server that never listened is already closed. */
const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
