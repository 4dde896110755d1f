import type { EtcdClient } from './client.js'
import type { CallFailed } from './grpc.js'
import { GRPC } from './grpc.js'
import type { Keyspace } from './keyspace.js'
import { LEASE_GRANT, LEASE_KEEP_ALIVE, LEASE_REVOKE } from './messages.js'

/** Seconds after which etcd removes the slots of a node that it has not heard from. Longer than the outcome of a commit is looked for. */
const LEASE_SECONDS = 120
const LEASE_LIMIT = { within: 5_000 }

/** Where one commit at a time leaves its id. `modRevision` is etcd's, of the last commit that did; 0 before the first. */
export interface Slot {
  readonly key: Buffer
  readonly lease: number
  modRevision: number
}

/** What identifies a node, and its commits. */
export interface NodeIdentity {
  /** Random text, another for each start of a node. */
  readonly id: string
  /** A random number from 1 to 2^53 - 1. */
  readonly newLease: () => number
}

/**
 * The slots of this node: as many as it has commits on their way, each used again and again. They are bound to a lease that the node keeps alive; so what a
 * node leaves when it is killed is removed after two minutes.
 */
export class Slots {
  readonly #client: EtcdClient
  readonly #keyspace: Keyspace
  readonly #node: NodeIdentity
  #free: Slot[] = []
  #count = 0
  #lease: Promise<number> | undefined

  constructor(client: EtcdClient, keyspace: Keyspace, node: NodeIdentity) {
    this.#client = client
    this.#keyspace = keyspace
    this.#node = node
  }

  /** A slot that no other commit uses. Give it back if its `modRevision` is known. */
  async take(): Promise<Slot> {
    const lease = await this.lease()
    for (let slot = this.#free.pop(); slot !== undefined; slot = this.#free.pop()) if (slot.lease === lease) return slot
    this.#count += 1
    return { key: this.#keyspace.control(`slot/${this.#node.id}/${this.#count}`), lease, modRevision: 0 }
  }

  giveBack(slot: Slot): void {
    this.#free.push(slot)
  }

  /** The lease of this node, which is made where it has none. */
  lease(): Promise<number> {
    this.#lease ??= this.#grant()
    return this.#lease
  }

  async #grant(): Promise<number> {
    const id = this.#node.newLease()
    try {
      await this.#client.call(LEASE_GRANT, { id, seconds: LEASE_SECONDS }, LEASE_LIMIT)
      return id
    } catch (error) {
      this.#lease = undefined
      throw error
    }
  }

  /** etcd does not know this lease: its slots are gone. */
  lost(lease: number): void {
    void this.#lease
      ?.then((current) => {
        if (current === lease) this.#lease = undefined
      })
      .catch(() => {})
  }

  /** Call it much more often than the lease is long. */
  async keepAlive(): Promise<void> {
    if (this.#lease === undefined) return
    const id = await this.#lease
    const { ttl } = await this.#client.call(LEASE_KEEP_ALIVE, { id }, LEASE_LIMIT)
    if (ttl === 0) this.lost(id)
  }

  /** Removes everything that is bound to the lease. */
  async revoke(): Promise<void> {
    const id = await this.#lease?.catch(() => undefined)
    if (id !== undefined) await this.#client.call(LEASE_REVOKE, { id }, { within: 1_000 }).catch(() => {})
  }
}

/** Whether etcd refused a commit because the lease of its slot has ended. */
export const isLeaseOver = ({ status, message }: CallFailed): boolean => status === GRPC.notFound && /lease not found/.test(message)
