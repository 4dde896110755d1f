import { StoreUnavailable } from '../store.js'
import { historyOf } from './claim/claim-prefix.js'
import type { EtcdClient } from './client.js'
import type { Keyspace } from './keyspace.js'
import { RANGE, TXN } from './messages.js'
import type { Mirror } from './mirror.js'
import type { NodeIdentity, Slots } from './slots.js'

/** How old what a node knows may be. */
export interface Staleness {
  /** Milliseconds. */
  readonly bound: number
  /** Whether requests are answered beyond the bound all the same. */
  readonly serveStale: boolean
  /** Milliseconds since some moment; goes on while the machine sleeps, and never back. */
  readonly elapsed: () => number
}

interface FreshnessParts {
  readonly client: EtcdClient
  readonly keyspace: Keyspace
  readonly mirror: Mirror
  readonly slots: Slots
  readonly node: NodeIdentity
  readonly staleness: Staleness
  /** The id of this history. */
  readonly history: string
  readonly warn: (text: string) => void
}

/** How often etcd is asked, as a part of the bound, and in milliseconds at most. */
const BEATS_IN_BOUND = 5
const LONGEST_PAUSE = 1_000
/** How long events are waited for before something is written to have one, in milliseconds. */
const EVENTS_LIMIT = 20
/** How often the lease is kept alive, in milliseconds. */
const LEASE_EVERY = 20_000

/**
 * Knows how old the mirror is. Regularly the node asks etcd for its revision, which etcd's majority must confirm, and waits until the mirror has reached it. What
 * the mirror shows then is not older than the moment before the question: the age counts from there, not from the answer.
 */
export class Freshness {
  readonly #parts: FreshnessParts
  readonly #pause: number
  /** When the question was asked whose answer the mirror has reached. */
  #freshAt = Number.NEGATIVE_INFINITY
  #problem = 'it was not asked yet'
  #isLost = false
  #isStopped = false
  #isTold = false
  #leaseAt = Number.NEGATIVE_INFINITY
  #wake: (() => void) | undefined
  #running: Promise<void> | undefined

  constructor(parts: FreshnessParts) {
    this.#parts = parts
    this.#pause = Math.min(parts.staleness.bound / BEATS_IN_BOUND, LONGEST_PAUSE)
  }

  /** Asks once, and rejects if that fails; then goes on by itself. */
  async start(): Promise<void> {
    await this.#beat()
    this.#running = this.#run()
  }

  /** Resolves when the mirror has all that etcd's majority had at the time of the call. Rejects if etcd does not say so in time. */
  confirm(): Promise<void> {
    return this.#beat()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wake?.()
    await this.#running
  }

  /** Why requests are refused; undefined while they are not. */
  problem(): string | undefined {
    const { staleness } = this.#parts
    if (this.#isLost) return this.#problem
    const age = staleness.elapsed() - this.#freshAt
    if (age <= staleness.bound || staleness.serveStale) return undefined
    return `this node has not heard from etcd for ${(age / 1000).toFixed(1)} seconds: ${this.#problem}`
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#pause)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (this.#isStopped) return
      const { client } = this.#parts
      const asked = client.turn
      try {
        await this.#beat()
      } catch (error) {
        this.#problem = (error as Error).message
        client.leave(asked)
      }
      this.#tell()
    }
  }

  async #beat(): Promise<void> {
    const { client, keyspace, mirror, staleness } = this.#parts
    const asked = staleness.elapsed()
    const known = mirror.reached
    const within = Math.max(staleness.bound / 2, 200)
    const answer = await client.call(RANGE, { start: keyspace.base }, { within })
    this.#requireSameHistory(answer.kvs[0]?.value, answer.revision >= known)
    if (!(await catchUp(this.#parts, answer.revision, within))) throw new Error(`the changes of etcd at ${client.current} do not arrive`)
    if (mirror.closed) return
    this.#freshAt = asked
    await this.#keepLease(asked)
  }

  async #keepLease(now: number): Promise<void> {
    if (now - this.#leaseAt < LEASE_EVERY) return
    await this.#parts.slots.keepAlive()
    this.#leaseAt = now
  }

  /** A backup that was restored, or another etcd: what this node knows never was there. `isAhead`: etcd has all that the node knew when it asked. */
  #requireSameHistory(base: Buffer | undefined, isAhead: boolean): void {
    const { history, client } = this.#parts
    if (base !== undefined && historyOf(base) === history && isAhead) return
    const what = base === undefined ? 'has lost the installation' : 'has another history than this node: it was restored or replaced'
    this.#lose(`etcd at ${client.current} ${what}`)
    throw new Error(this.#problem)
  }

  #lose(problem: string): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#problem = `${problem}. Start this node again`
    this.#parts.warn(`Every request is refused: ${this.#problem}.`)
  }

  #tell(): void {
    const { warn, staleness } = this.#parts
    if (this.#isLost) return
    const age = staleness.elapsed() - this.#freshAt
    const isOld = age > staleness.bound
    if (isOld && !this.#isTold) {
      const what = staleness.serveStale
        ? 'Requests are answered from what it knew then (--serve-stale).'
        : 'Every request is refused until it does.'
      warn(`This node has not heard from etcd for ${(age / 1000).toFixed(1)} seconds: ${this.#problem}. ${what}`)
    }
    if (!isOld && this.#isTold) warn('This node hears from etcd again.')
    this.#isTold = isOld
  }
}

/**
 * Waits until the mirror has reached a revision of etcd; false if that takes longer than `within` milliseconds. Usually the events do it. Where others write to
 * the same etcd its revision may be theirs: then something is put below our own prefix, which comes back as an event after all before it.
 */
export async function catchUp(
  { client, keyspace, mirror, slots, node }: Pick<FreshnessParts, 'client' | 'keyspace' | 'mirror' | 'slots' | 'node'>,
  etcdRevision: number,
  within: number,
): Promise<boolean> {
  if (await mirror.reach(etcdRevision, EVENTS_LIMIT)) return true
  const beat = { put: { key: keyspace.control(`beat/${node.id}`), value: Buffer.from('beat'), lease: await slots.lease() } }
  await client.call(TXN, { compare: [], success: [beat] }, { within })
  return mirror.reach(etcdRevision, within)
}

/** Tells why the store cannot be used. */
export const unavailable = (error: unknown): StoreUnavailable =>
  error instanceof StoreUnavailable ? error : new StoreUnavailable(`etcd: ${(error as Error).message}`, { cause: error })
