import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { TreeBuilder } from '../packed-tree.js'
import type { EtcdClient } from './client.js'
import { CallFailed, GRPC } from './grpc.js'
import type { Keyspace } from './keyspace.js'
import { type Event, RANGE, type RangeAnswer, type RangeRequest, WATCH, type WatchAnswer } from './messages.js'
import type { Mirror } from './mirror.js'

/**
 * Records of one page of a listing: the first, and the most; between them as many as have about so many bytes. NOTE etcd 3.4 looks at every key of the rest of
 * the range for each page: with 2,000,000 records and small pages a listing took minutes.
 */
const PAGE = { first: 500, most: 250_000, bytes: 64 * 2 ** 20 }
/** After so many records others run. */
const SLICE = 5_000
/** How long one page may take, in milliseconds. */
const PAGE_LIMIT = 60_000
/** How long to wait before etcd is tried again, in milliseconds: twice as long each time, up to the second. */
const RETRY = { least: 20, most: 1_000 }

/** What feeding a mirror needs. */
interface FeedParts {
  readonly client: EtcdClient
  readonly keyspace: Keyspace
  readonly mirror: Mirror
  readonly warn: (text: string) => void
}

/** The start of the watch was compacted: what happened since is not known. */
class MissedChanges extends Error {}

/**
 * Keeps a mirror up to date: lists everything at one revision, then watches from there, for ever. Where etcd has compacted what this node missed, everything is
 * listed again; requests are served meanwhile from what is known, as long as that is not too old.
 */
export class Feed {
  readonly #parts: FeedParts
  readonly #stop = new AbortController()
  #running: Promise<void> | undefined

  constructor(parts: FeedParts) {
    this.#parts = parts
  }

  /** Lists everything once; rejects if that fails. Then goes on by itself. */
  async start(): Promise<void> {
    await this.#list()
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    let isListed = true
    let pause = RETRY.least
    while (!this.#stop.signal.aborted) {
      const { client, mirror } = this.#parts
      const before = mirror.reached
      const { turn } = client
      try {
        if (!isListed) await this.#list()
        isListed = true
        await this.#watch()
      } catch (error) {
        isListed = !(error instanceof MissedChanges)
        if (!isListed) this.#parts.warn('etcd has compacted changes that this node missed. Everything is read again.')
        else client.leave(turn)
      }
      pause = mirror.reached > before ? RETRY.least : Math.min(2 * pause, RETRY.most)
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  async #list(): Promise<void> {
    const { keyspace, mirror } = this.#parts
    const builder = new TreeBuilder()
    let listedAt = 0
    let coming: Promise<RangeAnswer> | undefined = this.#page({ ...keyspace.data, limit: PAGE.first })
    while (coming !== undefined) {
      const page: RangeAnswer = await coming
      listedAt ||= page.revision
      const next = this.#after(page, listedAt)
      // etcd makes the next page while this one is read. Its failure is awaited later.
      coming = next && this.#page(next)
      coming?.catch(() => {})
      for (const [at, { key, value, modRevision }] of page.kvs.entries()) {
        builder.add({ key: keyspace.recordKey(key) ?? key, value, modRevision: modRevision - mirror.base })
        if (at % SLICE === SLICE - 1) await turn()
      }
    }
    mirror.reset(builder.finish(), listedAt)
  }

  /** What to ask for after a page; undefined after the last one. */
  #after({ kvs, more }: RangeAnswer, listedAt: number): RangeRequest | undefined {
    const last = kvs.at(-1)
    if (!more || last === undefined) return undefined
    const bytes = kvs.reduce((sum, { value }) => sum + value.length, 1)
    const limit = Math.ceil(Math.min(PAGE.most, (PAGE.bytes * kvs.length) / bytes))
    return { ...this.#parts.keyspace.data, start: Buffer.concat([last.key, ZERO]), limit, revision: listedAt }
  }

  /** A page; a smaller one where that many records are more than one answer can hold. */
  async #page(asked: RangeRequest): Promise<RangeAnswer> {
    try {
      return await this.#parts.client.call(RANGE, asked, { within: PAGE_LIMIT })
    } catch (error) {
      if (error instanceof CallFailed && error.status === GRPC.outOfRange) throw new MissedChanges()
      const { limit = 1 } = asked
      if (this.#stop.signal.aborted || limit <= 10) throw error
      return this.#page({ ...asked, limit: Math.ceil(limit / 10) })
    }
  }

  async #watch(): Promise<void> {
    const { client, keyspace, mirror } = this.#parts
    const batch = new EventBatch(mirror)
    const cancel = new AbortController()
    const signal = AbortSignal.any([this.#stop.signal, cancel.signal])
    let ended: Error | undefined
    const take = (answer: WatchAnswer): void => {
      if (answer.canceled) {
        ended ??= answer.compactRevision > 0 ? new MissedChanges() : new Error(`etcd ended the watch: ${answer.reason}`)
        cancel.abort()
      } else batch.add(answer)
    }
    try {
      await client.stream(WATCH, { ...keyspace.all, from: mirror.reached + 1 }, { signal, take })
    } catch (error) {
      throw ended ?? error
    }
    throw ended ?? new Error('etcd ended the watch')
  }
}

/** The smallest key after another one is that key and a zero. */
const ZERO = Buffer.alloc(1)

/**
 * Gives a mirror the events of a watch, one revision at a time and each complete: a large answer comes in fragments, and a revision may be in several of them.
 * NOTE Which revision the mirror has reached is only what events say. The header of an answer may be ahead of its events, and so may a progress notification
 * that was asked for (etcd issue 15220; Debian's 3.4.23 has it).
 */
class EventBatch {
  readonly #mirror: Mirror
  #events: Event[] = []

  constructor(mirror: Mirror) {
    this.#mirror = mirror
  }

  add({ events, isFragment }: WatchAnswer): void {
    for (const event of events) this.#events.push(event)
    if (isFragment) return
    const complete = this.#events
    this.#events = []
    for (let from = 0; from < complete.length; ) {
      const revision = complete[from]!.modRevision
      let until = from + 1
      while (complete[until]?.modRevision === revision) until += 1
      if (revision > this.#mirror.reached) this.#mirror.apply(revision, complete.slice(from, until))
      from = until
    }
  }
}
