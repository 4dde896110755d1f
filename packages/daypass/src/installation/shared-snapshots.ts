import type { Request } from '../core/exchange.js'
import { openSnapshot, type State, type StateSnapshot } from '../directory/state.js'
import type { Snapshot } from '../pipeline/pipeline.js'
import type { Store } from '../store/store.js'

/**
 * Requests that had all arrived before any of them was processed start at one revision, taken after that: the store is read once for all of them.
 * Each holds and releases it separately.
 */
export function sharedSnapshots(store: Store): (request: Request) => Snapshot {
  let last: SharedSnapshot | undefined
  return ({ batch }) => {
    if (last === undefined || last.batch !== batch || batch === undefined || last.isReleased)
      last = new SharedSnapshot(openSnapshot(store), batch)
    return last.begin()
  }
}

class SharedSnapshot {
  readonly snapshot: StateSnapshot
  readonly batch: object | undefined
  #holders = 0

  constructor(held: StateSnapshot, batch: object | undefined) {
    this.snapshot = held
    this.batch = batch
  }

  get isReleased(): boolean {
    return this.#holders === 0
  }

  begin(): HeldSnapshot {
    this.#holders += 1
    return new HeldSnapshot(this)
  }

  end(): void {
    this.#holders -= 1
    if (this.#holders === 0) this.snapshot.view.release()
  }
}

class HeldSnapshot implements Snapshot {
  readonly #held: SharedSnapshot
  #isReleased = false

  constructor(held: SharedSnapshot) {
    this.#held = held
  }

  get snapshot(): StateSnapshot {
    return this.#held.snapshot
  }

  get transaction(): State {
    return this.snapshot.state
  }

  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#held.end()
  }
}

/** The state that a request started with. */
export const stateSnapshotOf = (snapshot: Snapshot | undefined): StateSnapshot | undefined =>
  snapshot instanceof HeldSnapshot ? snapshot.snapshot : undefined
