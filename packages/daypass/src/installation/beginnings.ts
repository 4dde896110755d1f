import type { Request } from '../core/exchange.js'
import { type Glance, glance, type State } from '../directory/state.js'
import type { Beginning } from '../pipeline/pipeline.js'
import type { Store } from '../store/store.js'

/**
 * Requests that had arrived before any of them was worked on begin at one revision, taken after that: a store is looked into once for all of them. Each
 * holds it for itself.
 */
export function beginnings(store: Store): (request: Request) => Beginning {
  let last: Held | undefined
  return ({ turn }) => {
    if (last === undefined || last.turn !== turn || turn === undefined || last.isReleased) last = new Held(glance(store), turn)
    return last.begin()
  }
}

class Held {
  readonly glance: Glance
  readonly turn: object | undefined
  #holders = 0

  constructor(held: Glance, turn: object | undefined) {
    this.glance = held
    this.turn = turn
  }

  get isReleased(): boolean {
    return this.#holders === 0
  }

  begin(): Begun {
    this.#holders += 1
    return new Begun(this)
  }

  end(): void {
    this.#holders -= 1
    if (this.#holders === 0) this.glance.view.release()
  }
}

class Begun implements Beginning {
  readonly #held: Held
  #isReleased = false

  constructor(held: Held) {
    this.#held = held
  }

  get glance(): Glance {
    return this.#held.glance
  }

  get work(): State {
    return this.glance.state
  }

  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#held.end()
  }
}

/** What a request that began here saw. */
export const glanceOf = (beginning: Beginning | undefined): Glance | undefined =>
  beginning instanceof Begun ? beginning.glance : undefined
