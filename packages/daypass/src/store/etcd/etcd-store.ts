// etcd: the store of several nodes. Each has a mirror of all records in memory, fed by a watch, and reads there; commits are transactions of etcd. Owns what
// may be shown: nothing older than a stated bound. It passes the same conformance suite as the others, apart from `replace`. Refuses to share its prefix.
import { checkCommit } from '../commit-plan.js'
import { followChanges, requireUnchanged } from '../follow-changes.js'
import { checkRange, keyBytes } from '../key-order.js'
import type { Change, Commit, CommitResult, Entry, EntryPage, RangeQuery, Revision, Store, View, WatchQuery } from '../store.js'
import { NotReached, STORE_LIMITS, StoreClosed, StoreMisuse, StoreUnavailable } from '../store.js'
import { collect, TreeView } from '../tree-view.js'
import { claimPrefix } from './claim-prefix.js'
import { EtcdClient, type EtcdServers } from './client.js'
import { Committer, type CommitTimes } from './committer.js'
import { Feed } from './feed.js'
import { Freshness, type Staleness, unavailable } from './freshness.js'
import { Keyspace } from './keyspace.js'
import { Mirror } from './mirror.js'
import { type NodeIdentity, Slots } from './slots.js'

/** How an etcd store is opened. */
export interface EtcdOptions extends EtcdServers {
  /** Where the installation is in etcd: begins with a slash, and does not end with one. */
  readonly prefix: string
  readonly staleness: Staleness
  readonly node: NodeIdentity
  /** How many commits a watch of this node may be behind; default 256, since they are in memory. No part of the server watches. */
  readonly keepChanges?: number
  readonly times?: Partial<CommitTimes>
  /** Tells the operator what happens to the connection. */
  readonly warn?: (text: string) => void
}

/** A store of several nodes, and what this node knows about itself. */
export interface EtcdStore extends Store {
  /** Why requests are refused; undefined while they are not. */
  problem(): string | undefined
}

const TIMES: CommitTimes = { answer: 5_000, outcome: 10_000 }

/** The parts of an open store. */
interface Parts {
  readonly client: EtcdClient
  readonly mirror: Mirror
  readonly feed: Feed
  readonly slots: Slots
  readonly freshness: Freshness
  readonly committer: Committer
}

/** The commit is sent later, so changes that the caller makes to its arrays and bytes in the meantime must not affect it. */
const frozen = (commit: Commit): Commit => ({
  expect: [...commit.expect],
  expectRanges: [...(commit.expectRanges ?? [])],
  put: commit.put.map(({ key, value }) => ({ key, value: new Uint8Array(value) })),
  del: [...commit.del],
})

class MirroredStore implements EtcdStore {
  readonly limits = STORE_LIMITS
  readonly #parts: Parts
  readonly #inFlight = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  problem(): string | undefined {
    return this.#closing === undefined ? this.#parts.freshness.problem() : 'the store is closed'
  }

  #open(): Mirror {
    if (this.#closing) throw new StoreClosed('the store is closed')
    return this.#parts.mirror
  }

  /** The mirror, if it may be shown. */
  #fresh(): Mirror {
    const mirror = this.#open()
    const problem = this.#parts.freshness.problem()
    if (problem !== undefined) throw new StoreUnavailable(problem)
    return mirror
  }

  async get(key: string, options: { readonly minRevision?: Revision } = {}): Promise<Entry | undefined> {
    keyBytes(key)
    const { tree, revision } = this.#fresh().state
    if ((options.minRevision ?? 0) > revision) throw new NotReached(`revision ${options.minRevision} lies ahead of this node`)
    return tree.get(key)
  }

  async range(query: RangeQuery): Promise<EntryPage> {
    checkRange(query.start, query.end, query.limit)
    const mirror = this.#fresh()
    const { tree, revision } = mirror.state
    const at = query.atRevision ?? revision
    requireUnchanged(mirror, query, { after: at, upTo: revision })
    const found = collect(tree, query, query.limit + 1)
    const beyond = found.length > query.limit ? found.pop() : undefined
    return { entries: found, revision: at, ...(beyond && { next: beyond.key }) }
  }

  async commit(commit: Commit): Promise<CommitResult> {
    checkCommit(commit)
    this.#open()
    const sent = this.#parts.committer.commit(frozen(commit))
    this.#inFlight.add(sent)
    try {
      return await sent
    } finally {
      this.#inFlight.delete(sent)
    }
  }

  watch(query: WatchQuery): AsyncIterable<Change> {
    return followChanges(this.#open(), query)
  }

  async revision(): Promise<Revision> {
    return this.#fresh().state.revision
  }

  view(): View {
    const { tree, revision } = this.#fresh().state
    return new TreeView(tree, revision, () => this.#parts.mirror.closed)
  }

  async replace(): Promise<Entry[]> {
    this.#open()
    throw new StoreMisuse('records of several nodes cannot be replaced in one step')
  }

  async load(): Promise<void> {
    this.#open()
    throw new StoreMisuse('records of another store cannot be loaded into etcd yet')
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { client, mirror, feed, slots, freshness } = this.#parts
    await Promise.allSettled([...this.#inFlight])
    mirror.close()
    await slots.revoke()
    client.close()
    await Promise.all([freshness.stop(), feed.stop()])
  }
}

/**
 * Opens the store of several nodes, and makes it where the prefix is empty. Resolves when this node has all records. Throws {@link StoreUnavailable} if etcd
 * does not answer or refuses, and if another installation is above or below the prefix.
 */
export async function openEtcdStore(options: EtcdOptions): Promise<EtcdStore> {
  const { staleness, node, warn = () => {} } = options
  const client = new EtcdClient(options)
  const keyspace = new Keyspace(options.prefix)
  try {
    const base = await claimPrefix(client, keyspace, node.id)
    const mirror = new Mirror(keyspace, base.revision, options.keepChanges ?? 256)
    const slots = new Slots(client, keyspace, node)
    const feed = new Feed({ client, keyspace, mirror, warn })
    const freshness = new Freshness({ client, keyspace, mirror, slots, node, staleness, history: base.history, warn })
    const limits = { ...TIMES, ...options.times }
    const committer = new Committer({ client, keyspace, mirror, slots, node, limits, elapsed: staleness.elapsed })
    await feed.start()
    await freshness.start().catch(async (error: unknown) => {
      client.close()
      await feed.stop()
      throw error
    })
    return new MirroredStore({ client, mirror, feed, slots, freshness, committer })
  } catch (error) {
    client.close()
    throw unavailable(error)
  }
}
