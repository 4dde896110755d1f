// The processes of a server with workers, as Linux shows them (proc(5)).
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { Agent } from 'node:http'
import type { ServerProcess } from '../server-process.js'
import { type Raw, type Reply, send } from '../signed-request.js'

/** The processes that the server has started and that have not ended. */
export function workersOf(supervisor: number): number[] {
  const children = readFileSync(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return children.filter((pid) => stateOf(pid) !== 'Z')
}

/** One letter; undefined when there is no such process. */
export function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
  } catch {
    return undefined
  }
}

/** A connection that is kept, and the worker at its other end. */
export class Connection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #server: ServerProcess

  constructor(server: ServerProcess) {
    this.#server = server
  }

  send(raw: Raw): Promise<Reply> {
    return send(this.#server.endpoint, raw, this.#agent)
  }

  /** The process that has the other end, once a request was answered. */
  worker(): number {
    const [socket] = Object.values(this.#agent.freeSockets).flatMap((sockets) => sockets ?? [])
    if (socket?.localPort === undefined) throw new Error('the connection was not kept')
    const inode = inodeOf(this.#server.pid, Number(new URL(this.#server.endpoint).port), socket.localPort)
    const holder = workersOf(this.#server.pid).find((pid) => socketsOf(pid).includes(inode))
    if (holder === undefined) throw new Error('no worker has the connection')
    return holder
  }

  close(): void {
    this.#agent.destroy()
  }
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')

/** The server's end of a connection of this machine. */
function inodeOf(pid: number, own: number, other: number): string {
  const lines = readFileSync(`/proc/${pid}/net/tcp`, 'latin1').split('\n')
  const fields = lines
    .map((line) => line.trim().split(/\s+/))
    .find(([, local = '', remote = '']) => local.endsWith(`:${hex(own)}`) && remote.endsWith(`:${hex(other)}`))
  return `socket:[${fields?.[9]}]`
}

const socketsOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })

/** Connections to all workers of a server, one to each. `raw` is any request. */
export async function oneToEach(server: ServerProcess, raw: () => Raw): Promise<Connection[]> {
  const found = new Map<number, Connection>()
  while (found.size < workersOf(server.pid).length) {
    const connection = new Connection(server)
    await connection.send(raw())
    const worker = connection.worker()
    if (found.has(worker)) connection.close()
    else found.set(worker, connection)
  }
  return [...found.values()]
}
