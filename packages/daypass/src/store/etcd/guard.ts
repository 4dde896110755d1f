import type { Mirror, MirrorState } from './mirror.js'

/** The record that says whether a node of this version may use the store, and what it says. It may change while the node runs. */
export interface GuardRecord {
  readonly key: string
  /** Why the store may not be used, as a sentence; undefined where it may. `value` is undefined where there is no such record. Must not throw. */
  readonly problem: (value: Uint8Array | undefined) => string | undefined
}

/** Looks at the guard record whenever records have changed: nothing is shown of records that this version may not use, and nothing is committed. */
export class Guard {
  readonly #mirror: Mirror
  readonly #record: GuardRecord | undefined
  readonly #warn: (text: string) => void
  #seen: MirrorState | undefined
  #problem: string | undefined

  constructor(mirror: Mirror, record: GuardRecord | undefined, warn: (text: string) => void) {
    this.#mirror = mirror
    this.#record = record
    this.#warn = warn
  }

  problem(): string | undefined {
    const { state } = this.#mirror
    if (this.#record !== undefined && state !== this.#seen) this.#look(state, this.#record)
    return this.#problem
  }

  #look(state: MirrorState, { key, problem }: GuardRecord): void {
    const before = this.#problem
    this.#problem = problem(state.tree.get(key)?.value)
    this.#seen = state
    if (this.#problem !== undefined && before === undefined) this.#warn(`Every request is refused: ${this.#problem}`)
  }
}
