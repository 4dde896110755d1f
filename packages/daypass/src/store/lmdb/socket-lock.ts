import { closeSync, constants, existsSync, lstatSync, mkdtempSync, openSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { basename, join } from 'node:path'
import type { DirectoryLock } from './directory-lock.js'

/*
 * The lock is the folder `lock` in the data directory. The holder's socket lies in it, and the kernel closes that socket with its process.
 *
 * - Whoever wants the lock listens on a socket in a folder of its own (`lock.…`) and renames that folder to `lock`. rename(2) replaces an empty
 *   folder and refuses one that holds something (POSIX, rename: EEXIST or ENOTEMPTY): of many starters at once exactly one gets it.
 * - A socket that refuses a connection has no process any more. It is removed by its own name, which nobody else ever has: a starter that is late with
 *   this removes nothing of a new holder. So `lock` is never empty while its holder lives.
 * - A socket in a folder is found by its inode: processes of other containers that mount the directory meet it too, as long as one kernel runs them.
 */

/** Each failed try means that somebody else took the lock, or gave it up, in the same moment. */
const TRIES = 16

/** Takes the lock, or says who holds it: the process id, as the holder's own container counts. Throws when the file system has no sockets. */
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

/** The data directory, and the descriptor it is open under. */
interface Place {
  readonly directory: string
  readonly folder: number
}

/** The kernel takes 107 bytes of a socket's path (unix(7); 103 on macOS). A longer one is named through the open directory. */
function socketPath({ directory, folder }: Place, name: string): string {
  const plain = join(directory, name)
  return Buffer.byteLength(plain) <= 103 ? plain : `/proc/self/fd/${folder}/${name}`
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** The process id of the living holder in a folder of sockets; undefined when there is none. Sockets of the dead are removed. */
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

/** Whether a process listens on the socket. A full queue (EAGAIN) is one that does; what else goes wrong is not taken for a dead holder. */
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
      // It ended while we stood in its queue: asked again, it answers no more.
      else if (code === 'ECONNRESET') resolve(answers(path))
      else reject(error)
    })
  })
}

/**
 * A new folder for our socket. On a full volume, the empty one of a holder that is gone makes room for it: rmdir(2) removes no folder that holds something, and
 * so never the lock of a holder that lives.
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
    // It is not there, or somebody holds the lock by now.
  }
}

/** Undefined when somebody else was faster. */
async function tryTake(place: Place): Promise<{ readonly release: () => Promise<void> } | undefined> {
  const own = makeOwn(place.directory)
  const name = `${process.pid}${basename(own).slice('lock'.length)}`
  // Nobody is served: the socket exists only to be found alive.
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

/** Listens, before the socket can be seen in `lock`. False when the winner cleared our folder away as left over. */
async function listens(server: Server, path: string, own: string): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      // NOTE exclusive: in a cluster worker, listening would otherwise be done by the primary.
      server.listen({ path, exclusive: true }, resolve)
    })
    return true
  } catch (error) {
    if (!existsSync(own)) return false
    throw error
  }
}

/** False when the lock was taken, or our folder was cleared away. */
function moved(own: string, home: string): boolean {
  try {
    renameSync(own, home)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(String(codeOf(error)))) return false
    throw error
  }
}

/** Folders of starters that were killed before they had the lock, or lost it. One that is just being made may go too: its starter tries again. */
async function removeLeftOver(place: Place): Promise<void> {
  for (const name of namesIn(place.directory)) {
    if (!/^lock\.\w{6}$/.test(name)) continue
    try {
      if ((await holderIn(place, name)) === undefined) rmdirSync(join(place.directory, name))
    } catch {
      // Another starter is at work there, or somebody else's file has that name: it is in nobody's way.
    }
  }
}

/** Clearing up is no reason to give back a lock that is held. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function release(server: Server, socket: string, home: string): Promise<void> {
  rmSync(socket, { force: true })
  // Unless the next holder's socket lies in it already.
  removeEmpty(home)
  await close(server)
}

/** A server that never listened is closed already. */
const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
