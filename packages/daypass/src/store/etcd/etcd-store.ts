// etcd: the store of several nodes. Each has a mirror of all records in memory, fed by a watch, and reads there; commits are transactions of etcd. Owns what
// may be shown: nothing older than a stated bound. It passes the same conformance suite as the others, apart from `replace`. Refuses to share its prefix.
import { checkCommit } from '../commit-plan.js'
import { followChanges, requireUnchanged } from '../follow-changes.js'
import { checkRange, keyBytes } from '../key-order.js'
import type { Change, Commit, CommitResult, Entry, EntryPage, RangeQuery, Revision, Store, View, WatchQuery } from '../store.js'
import { NotReached, STORE_LIMITS, StoreClosed, StoreMisuse, StoreUnavailable } from '../store.js'
import { collect, TreeView } from '../tree-view.js'
import { baseOf, type Claim, claimPrefix, claimToLoad, existingClaim } from './claim/claim-prefix.js'
import { Loader } from './claim/loader.js'
import { EtcdClient, type EtcdServers } from './client.js'
import { Committer, type CommitTimes } from './committer.js'
import { Feed } from './feed.js'
import { catchUp, Freshness, type Staleness, unavailable } from './freshness.js'
import { Guard, type GuardRecord } from './guard.js'
import { Keyspace } from './keyspace.js'
import { Mirror } from './mirror.js'
import { type NodeIdentity, Slots } from './slots.js'

/** How an etcd store is opened. */
export interface EtcdOptions extends EtcdServers {
  /** Where the installation is in etcd: begins with a slash, and does not end with one. */
  readonly prefix: string
  readonly staleness: Staleness
  readonly node: NodeIdentity
  /** By default any version may use the store. */
  readonly guard?: GuardRecord
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
  /** Resolves when this node has all that any node had committed before the call. Throws {@link StoreUnavailable} if etcd does not say so in time. */
  upToDate(): Promise<void>
}

const TIMES: CommitTimes = { answer: 5_000, outcome: 10_000 }

/** The parts of an open store. */
interface Parts {
  readonly client: EtcdClient
  readonly keyspace: Keyspace
  readonly mirror: Mirror
  readonly feed: Feed
  readonly slots: Slots
  readonly node: NodeIdentity
  readonly freshness: Freshness
  readonly guard: Guard
  readonly committer: Committer
  /** Where it was opened to be loaded. */
  readonly loader?: Loader
}

/** The commit is sent later, so changes that the caller makes to its arrays and bytes in the meantime must not affect it. */
const frozen = (commit: Commit): Commit => ({
  expect: [...commit.expect],
  expectRanges: [...(commit.expectRanges ?? [])],
  put: commit.put.map(({ key, value }) => ({ key, value: new Uint8Array(value) })),
  del: [...commit.del],
})

class MirroredStore implements LoadableEtcdStore {
  readonly limits = STORE_LIMITS
  readonly #parts: Parts
  readonly #inFlight = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  problem(): string | undefined {
    return this.#closing === undefined ? this.#refusal() : 'the store is closed'
  }

  #refusal(): string | undefined {
    return this.#parts.freshness.problem() ?? this.#parts.guard.problem()
  }

  async upToDate(): Promise<void> {
    this.#open()
    await this.#parts.freshness.confirm().catch((error: unknown) => {
      throw unavailable(error)
    })
  }

  #open(): Mirror {
    if (this.#closing) throw new StoreClosed('the store is closed')
    return this.#parts.mirror
  }

  /** The mirror, if it may be shown. */
  #fresh(): Mirror {
    const mirror = this.#open()
    const problem = this.#refusal()
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

  async load(batches: AsyncIterable<readonly Entry[]>, revision: Revision): Promise<void> {
    this.#open()
    const { loader } = this.#parts
    if (loader === undefined) throw new StoreMisuse('only a store in etcd that was opened to be loaded can be')
    const last = await loader.load(batches, revision)
    if (!(await catchUp(this.#parts, last, TIMES.outcome))) throw new StoreUnavailable('the records that were loaded do not arrive')
  }

  async publish(): Promise<void> {
    this.#open()
    await this.#parts.loader?.publish()
  }

  discard(): Promise<void> {
    this.#closing ??= this.#discard().finally(() => this.#close())
    return this.#closing
  }

  /** The node must not find that its prefix is gone. */
  async #discard(): Promise<void> {
    const { feed, freshness, loader } = this.#parts
    await freshness.stop()
    await feed.stop()
    await loader?.discard()
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
 * does not answer or refuses, if another installation is above or below the prefix, and if the records of another store are being loaded there.
 */
export const openEtcdStore = (options: EtcdOptions): Promise<EtcdStore> => open(options, { claimAs: claimPrefix })

/** As {@link openEtcdStore}, where the installation must exist. */
export const openExistingEtcdStore = (options: EtcdOptions): Promise<EtcdStore> => open(options, { claimAs: existingClaim })

/** A store that `load` can fill, and that no node uses before `publish`. */
export interface LoadableEtcdStore extends EtcdStore {
  /** Makes what was loaded an installation. Throws {@link StoreUnavailable} if it may not have become one. */
  publish(): Promise<void>
  /** Removes everything that was loaded, and closes the store. Throws {@link StoreUnavailable} if that was not possible; then it stays unpublished. */
  discard(): Promise<void>
}

/** Opens a store to load records into it, below a prefix that is empty, or that a load which did not end has left. Throws {@link StoreUnavailable}. */
export const openEtcdStoreToLoad = (options: EtcdOptions): Promise<LoadableEtcdStore> =>
  open(options, { claimAs: claimToLoad, toLoad: true })

interface Opening {
  readonly claimAs: typeof claimPrefix
  readonly toLoad?: boolean
}

async function open(options: EtcdOptions, { claimAs, toLoad = false }: Opening): Promise<MirroredStore> {
  const { staleness, node, warn = () => {} } = options
  const client = new EtcdClient(options)
  const keyspace = new Keyspace(options.prefix)
  try {
    const claim: Claim = await claimAs(client, keyspace, node.id)
    const mirror = new Mirror(keyspace, baseOf(claim), options.keepChanges ?? 256)
    const slots = new Slots(client, keyspace, node)
    const feed = new Feed({ client, keyspace, mirror, warn })
    const freshness = new Freshness({ client, keyspace, mirror, slots, node, staleness, history: claim.id, warn })
    const limits = { ...TIMES, ...options.times }
    const guard = new Guard(mirror, options.guard, warn)
    const committer = new Committer({ client, keyspace, mirror, slots, guard, node, limits, elapsed: staleness.elapsed })
    await feed.start()
    await freshness.start().catch(async (error: unknown) => {
      client.close()
      await feed.stop()
      throw error
    })
    const parts: Parts = { client, keyspace, mirror, feed, slots, node, freshness, guard, committer }
    if (!toLoad) return new MirroredStore(parts)
    const loader = new Loader({ client, keyspace, mirror, claim })
    loader.begin()
    return new MirroredStore({ ...parts, loader })
  } catch (error) {
    client.close()
    throw unavailable(error)
  }
}
