import { expectationsHold } from '../commit-plan.js'
import type { Commit, CommitResult } from '../store.js'
import { OutcomeUnknown, STORE_LIMITS, StoreUnavailable } from '../store.js'
import { didNothing, type EtcdClient } from './client.js'
import { CommitOrder } from './commit-order.js'
import { catchUp, unavailable } from './freshness.js'
import { CallFailed, GRPC } from './grpc.js'
import type { Guard } from './guard.js'
import type { Keyspace } from './keyspace.js'
import { type Compare, type Op, RANGE, TXN, type TxnAnswer } from './messages.js'
import type { Mirror } from './mirror.js'
import { isLeaseOver, type NodeIdentity, type Slot, type Slots } from './slots.js'

interface CommitterParts {
  readonly client: EtcdClient
  readonly keyspace: Keyspace
  readonly mirror: Mirror
  readonly slots: Slots
  readonly guard: Guard
  readonly node: NodeIdentity
  readonly limits: CommitTimes
  readonly elapsed: () => number
}

/** In milliseconds. */
export interface CommitTimes {
  /** How long etcd may take for one commit before its outcome is looked for. */
  readonly answer: number
  /** How long the outcome of a commit is looked for, and a commit that certainly did not happen is tried again. */
  readonly outcome: number
}

/** What became of one attempt. `again`: nothing was written, for a reason that may pass. */
type Attempt = { readonly done: CommitResult } | { readonly again: Error }

/** etcd's words for a full database (NOSPACE). */
export const NO_SPACE = /database space exceeded/

/**
 * Commits as transactions of etcd: what a commit expects is compared with revisions, and only if all is as expected everything is written. One operation more
 * puts the commit's id into a slot of this node, and one comparison more says that the slot is as the node left it. So if the answer is lost, a second
 * transaction on the slot finds out: it either sees the id, or changes the slot, and then the first one can no longer happen.
 */
export class Committer {
  readonly #parts: CommitterParts
  readonly #order = new CommitOrder()
  #count = 0

  constructor(parts: CommitterParts) {
    this.#parts = parts
  }

  /** Throws {@link OutcomeUnknown} and {@link StoreUnavailable}. The commit must not change any more. */
  commit(commit: Commit): Promise<CommitResult> {
    return this.#order.inTurn(commit, () => this.#commit(commit))
  }

  async #commit(commit: Commit): Promise<CommitResult> {
    const { elapsed, limits } = this.#parts
    const until = elapsed() + limits.outcome
    for (;;) {
      // What it is of may have been read long ago: an upload takes minutes, and a commit waits for its turn and for etcd.
      const problem = this.#parts.guard.problem()
      if (problem !== undefined) throw new StoreUnavailable(problem)
      if (!this.#holds(commit)) return { ok: false, reason: 'conflict' }
      const attempt = this.#changesNothing(commit) ? await this.#confirm(commit) : await this.#write(commit, until)
      if ('done' in attempt) return attempt.done
      if (elapsed() >= until) throw unavailable(attempt.again)
    }
  }

  /** Whether the mirror has what the commit expects. If not, etcd does not either: revisions only rise, and what is expected was read here. */
  #holds(commit: Commit): boolean {
    const { tree } = this.#parts.mirror.state
    return expectationsHold(commit, {
      modRevision: (key) => tree.revisionOf(key),
      changedSince: (start, end, revision) => tree.changedSince(start, end, revision),
    })
  }

  #changesNothing({ put, del }: Commit): boolean {
    const { tree } = this.#parts.mirror.state
    return put.length === 0 && del.every((key) => tree.revisionOf(key) === 0)
  }

  /** A commit without a change raises no revision, so nothing is put for it. etcd must say that its expectations hold and that nothing is there to remove. */
  async #confirm(commit: Commit): Promise<Attempt> {
    const { client, keyspace, mirror, limits } = this.#parts
    const success = commit.del.map((key): Op => ({ range: { start: keyspace.dataKey(key), countOnly: true } }))
    const txn = { compare: this.#comparisons(commit), success }
    const answer = await client.call(TXN, txn, { within: limits.answer }).catch((error: unknown) => {
      throw unavailable(error)
    })
    await this.#see(answer.revision)
    const isConfirmed = answer.succeeded && answer.ranges.every(({ count }) => count === 0)
    return isConfirmed ? { done: { ok: true, revision: mirror.state.revision } } : { again: new Error('the state changes too often') }
  }

  #comparisons({ expect, expectRanges = [] }: Commit): Compare[] {
    const { keyspace, mirror } = this.#parts
    const etcds = (revision: number): number => (revision === 0 ? 0 : revision + mirror.base)
    return [
      ...expect.map(
        ({ key, modRevision }): Compare => ({ start: keyspace.dataKey(key), result: 'equal', modRevision: etcds(modRevision) }),
      ),
      ...expectRanges.filter(isRange).map(
        ({ start, end, unchangedSince }): Compare => ({
          ...keyspace.dataRange(start, end),
          result: 'less',
          // Below 1 for a revision from before the store was loaded: then there must be no key.
          modRevision: Math.max(1, unchangedSince + mirror.base + 1),
        }),
      ),
    ]
  }

  async #write(commit: Commit, until: number): Promise<Attempt> {
    const { keyspace, slots } = this.#parts
    const compare = this.#comparisons(commit)
    const success: Op[] = [
      ...commit.put.map(({ key, value }): Op => ({ put: { key: keyspace.dataKey(key), value } })),
      ...commit.del.map((key): Op => ({ del: { start: keyspace.dataKey(key) } })),
    ]
    // As much as the contract allows leaves no room for the slot: then a lost answer stays lost. Transactions leave room.
    const hasRoom = Math.max(compare.length, success.length) < STORE_LIMITS.opsPerCommit
    if (!hasRoom) return this.#send({ compare, success }, commit)
    const slot = await slots.take().catch((error: unknown) => {
      throw unavailable(error)
    })
    return this.#writeWithSlot({ compare, success }, { slot, commit, until })
  }

  /** Without a slot. */
  async #send(txn: { compare: Compare[]; success: Op[] }, commit: Commit): Promise<Attempt> {
    const { client, limits } = this.#parts
    const answer = await client.call(TXN, txn, { within: limits.answer }).catch((error: CallFailed) => {
      if (didNothing(error)) throw unavailable(error)
      throw new OutcomeUnknown(`etcd did not say whether it took the commit: ${error.message}`, { cause: error })
    })
    return this.#seen(answer, commit)
  }

  async #writeWithSlot(
    txn: { compare: Compare[]; success: Op[] },
    { slot, commit, until }: { slot: Slot; commit: Commit; until: number },
  ): Promise<Attempt> {
    const { client, limits, slots, node } = this.#parts
    this.#count += 1
    const id = Buffer.from(`${node.id}/${this.#count}`)
    txn.compare.push({ start: slot.key, result: 'equal', modRevision: slot.modRevision })
    txn.success.push({ put: { key: slot.key, value: id, lease: slot.lease } })
    let answer: TxnAnswer
    try {
      answer = await client.call(TXN, txn, { within: limits.answer })
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      return this.#afterFailure(error, { commit, slot, id, until })
    }
    if (answer.succeeded) slot.modRevision = answer.revision
    const attempt = await this.#seen(answer, commit)
    // Expectations hold after all: the slot was not as expected, because its lease had ended. It is not used again.
    if (!('again' in attempt)) slots.giveBack(slot)
    return attempt
  }

  async #seen(answer: TxnAnswer, commit: Commit): Promise<Attempt> {
    await this.#see(answer.revision)
    if (answer.succeeded) return { done: { ok: true, revision: this.#revisionOf(commit, answer.revision) } }
    return this.#holds(commit) ? { again: new Error('the state changes too often') } : { done: { ok: false, reason: 'conflict' } }
  }

  /** The contract's revision of a commit that this node sees. One that found nothing to remove has changed nothing. */
  #revisionOf(commit: Commit, etcdRevision: number): number {
    const { mirror } = this.#parts
    const hasChanged = commit.put.length > 0 || mirror.hasChangedAt(etcdRevision)
    return hasChanged ? etcdRevision - mirror.base : mirror.state.revision
  }

  /** Waits until this node shows what it was told. */
  async #see(etcdRevision: number): Promise<void> {
    const { limits } = this.#parts
    if (await catchUp(this.#parts, etcdRevision, limits.outcome).catch(() => false)) return
    throw new OutcomeUnknown('etcd answered the commit, but its changes do not arrive')
  }

  async #afterFailure(error: CallFailed, asked: { commit: Commit; slot: Slot; id: Buffer; until: number }): Promise<Attempt> {
    const { slots } = this.#parts
    if (isLeaseOver(error)) {
      slots.lost(asked.slot.lease)
      return { again: error }
    }
    if (didNothing(error)) {
      slots.giveBack(asked.slot)
      // Not sent: etcd may be back in a moment. Refused: it would refuse again.
      if (error.wasSent) throw unavailable(error)
      await new Promise((resolve) => setTimeout(resolve, RETRY))
      return { again: error }
    }
    const revision = await this.#outcome(error, asked)
    slots.giveBack(asked.slot)
    if (revision === undefined) {
      if (NO_SPACE.test(error.message)) throw noSpace(error)
      return { again: error }
    }
    await this.#see(revision)
    return { done: { ok: true, revision: this.#revisionOf(asked.commit, revision) } }
  }

  /** etcd's revision of a commit whose answer was lost; undefined if it did not happen and never will. */
  async #outcome(lost: CallFailed, { slot, id, until }: { slot: Slot; id: Buffer; until: number }): Promise<number | undefined> {
    const { elapsed } = this.#parts
    for (;;) {
      try {
        return await this.#ask(slot, id)
      } catch (error) {
        if (!(error instanceof CallFailed) || elapsed() >= until)
          throw new OutcomeUnknown(`etcd did not say whether it took the commit: ${lost.message}`, { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY))
    }
  }

  async #ask(slot: Slot, id: Buffer): Promise<number | undefined> {
    const { client, limits } = this.#parts
    const bar = Buffer.from(`not ${id.toString()}`)
    const txn = {
      compare: [{ start: slot.key, result: 'equal', modRevision: slot.modRevision } as const],
      success: [{ put: { key: slot.key, value: bar, lease: slot.lease } }],
      failure: [{ range: { start: slot.key } }],
    }
    const answer = await client.call(TXN, txn, { within: limits.answer }).catch((error: CallFailed) => {
      if (NO_SPACE.test(error.message) && error.status === GRPC.resourceExhausted) return undefined
      throw error
    })
    if (answer?.succeeded === true) {
      slot.modRevision = answer.revision
      return undefined
    }
    // Without space etcd takes no put, not even one that is still on its way: what the slot shows now is final.
    const { kvs } = answer?.ranges[0] ?? (await client.call(RANGE, { start: slot.key }, { within: limits.answer }))
    const [found] = kvs
    if (found === undefined && slot.modRevision > 0)
      throw new OutcomeUnknown('the lease of this node has ended, and with it the id of the commit')
    if (found !== undefined) slot.modRevision = found.modRevision
    return found?.value.equals(id) === true ? found.modRevision : undefined
  }
}

/** Milliseconds between two questions. */
const RETRY = 50

/** Says what to do about it. */
export const noSpace = (cause: CallFailed): StoreUnavailable =>
  new StoreUnavailable(
    'etcd has no space left (NOSPACE): compact and defragment it, raise --quota-backend-bytes, then run: etcdctl alarm disarm',
    { cause },
  )

/** A range whose end is at or below its start has no key. For etcd such an end would mean something else. */
const isRange = ({ start, end }: { readonly start: string; readonly end: string }): boolean =>
  end === '' || Buffer.compare(Buffer.from(start), Buffer.from(end)) < 0
