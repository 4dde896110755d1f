import { checkedLoad, checkLoad, keyTwice } from '../../commit-plan.js'
import { type Entry, type Revision, STORE_LIMITS, StoreMisuse } from '../../store.js'
import type { EtcdClient } from '../client.js'
import { NO_SPACE, noSpace } from '../committer.js'
import { unavailable } from '../freshness.js'
import type { CallFailed } from '../grpc.js'
import type { Keyspace } from '../keyspace.js'
import { type Op, TXN } from '../messages.js'
import type { Mirror } from '../mirror.js'
import { baseOf, type Claim, changeAsOwner, findClaim, isAsLeft, loadedClaim, takenOver } from './claim-prefix.js'

interface LoaderParts {
  readonly client: EtcdClient
  readonly keyspace: Keyspace
  readonly mirror: Mirror
  /** Made to load. */
  readonly claim: Claim
}

/** How long etcd may take for one step of a load, in milliseconds. */
const STEP_LIMIT = { within: 30_000 }
/** Records of one step. One comparison more is for the claim. */
const MOST_RECORDS = STORE_LIMITS.opsPerCommit - 1

/**
 * Fills a prefix with the records of another store. Every step needs the claim as this loader has left it, and the claim says until `publish` that the load has
 * not ended: no node uses the prefix before. A step whose answer is lost ends the load, since what it has written is removed or taken over.
 */
export class Loader {
  readonly #parts: LoaderParts
  #start: Revision | undefined

  constructor(parts: LoaderParts) {
    this.#parts = parts
  }

  /** To be called when the mirror has listed the prefix, in which there is nothing: others may have written to the same etcd since the claim. */
  begin(): void {
    const { mirror } = this.#parts
    mirror.renumber(mirror.reached)
  }

  /** Returns etcd's revision of the last step. Throws {@link StoreMisuse} and StoreUnavailable. */
  async load(batches: AsyncIterable<readonly Entry[]>, revision: Revision): Promise<number> {
    const { mirror, claim } = this.#parts
    checkLoad(mirror.newest() === 0, revision)
    mirror.renumber(baseOf({ ...claim, start: revision }))
    let last = mirror.reached
    for await (const batch of batches) for (const step of stepsOf(checkedLoad(batch, revision))) last = await this.#write(step)
    this.#start = revision
    return last
  }

  async #write(records: readonly Entry[]): Promise<number> {
    const { client, keyspace, claim } = this.#parts
    const keys = records.map(({ key }) => keyspace.dataKey(key))
    if (new Set(records.map(({ key }) => key)).size < records.length) throw keyTwice()
    const txn = {
      compare: [isAsLeft(claim, keyspace), ...keys.map((start) => ({ start, result: 'equal', modRevision: 0 }) as const)],
      success: records.map(({ value }, at): Op => ({ put: { key: keys[at]!, value } })),
      failure: [{ range: { start: keyspace.base } }],
    }
    const answer = await client.call(TXN, txn, STEP_LIMIT).catch((error: CallFailed) => {
      throw NO_SPACE.test(error.message) ? noSpace(error) : unavailable(error)
    })
    if (answer.succeeded) return answer.revision
    throw answer.ranges[0]?.kvs[0]?.modRevision === claim.modRevision ? keyTwice() : takenOver(keyspace)
  }

  /** Ends the load: from now on it is an installation. Throws StoreUnavailable. */
  async publish(): Promise<void> {
    const { client, keyspace, claim } = this.#parts
    if (this.#start === undefined) throw new StoreMisuse('nothing was loaded')
    const put = { key: keyspace.base, value: loadedClaim(claim.id, this.#start) }
    await changeAsOwner(client, keyspace, { claim, success: [{ put }] }).catch(async (error: unknown) => {
      const found = await findClaim(client, keyspace).catch(() => undefined)
      if (found?.id !== claim.id || found.start === undefined) throw unavailable(error)
    })
  }

  /** Removes everything. Throws StoreUnavailable. */
  async discard(): Promise<void> {
    const { client, keyspace, claim } = this.#parts
    await changeAsOwner(client, keyspace, { claim, success: [{ del: keyspace.all }] }).catch((error: unknown) => {
      throw unavailable(error)
    })
  }
}

/** As many records as one transaction takes. Their keys are in it twice. */
function* stepsOf(records: readonly Entry[]): Generator<Entry[]> {
  let step: Entry[] = []
  let bytes = 0
  for (const record of records) {
    const size = record.value.byteLength + 2 * Buffer.byteLength(record.key)
    if (step.length === MOST_RECORDS || bytes + size > STORE_LIMITS.commitBytes) {
      yield step
      step = []
      bytes = 0
    }
    step.push(record)
    bytes += size
  }
  if (step.length > 0) yield step
}
