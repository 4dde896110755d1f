import type { Request } from '../core/exchange.js'
import { openSnapshot, type State, type StateSnapshot } from '../directory/state.js'
import type { Snapshot } from '../pipeline/pipeline.js'
import type { Store } from '../store/store.js'

/**
 * Requests that had arrived before any of them was worked on begin at one revision, taken after that: a store is looked into once for all of them. Each
 * holds it for itself.
 */
export function sharedSnapshots(store: Store): (request: Request) => Snapshot {
  let last: SharedSnapshot | undefined
  return ({ batch: turn }) => {
    if (last === undefined || last.turn !== turn || turn === undefined || last.isReleased)
      last = new SharedSnapshot(openSnapshot(store), turn)
    return last.begin()
  }
}

class SharedSnapshot {
  readonly glance: StateSnapshot
  readonly turn: object | undefined
  #holders = 0

  constructor(held: StateSnapshot, turn: object | undefined) {
    this.glance = held
    this.turn = turn
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
    if (this.#holders === 0) this.glance.view.release()
  }
}

class HeldSnapshot implements Snapshot {
  readonly #held: SharedSnapshot
  #isReleased = false

  constructor(held: SharedSnapshot) {
    this.#held = held
  }

  get glance(): StateSnapshot {
    return this.#held.glance
  }

  get transaction(): State {
    return this.glance.state
  }

  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#held.end()
  }
}

/** What a request that began here saw. */
export const stateSnapshotOf = (beginning: Snapshot | undefined): StateSnapshot | undefined =>
  beginning instanceof HeldSnapshot ? beginning.glance : undefined
