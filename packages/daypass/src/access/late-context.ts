import type { Context } from '@daypass/policy'

type Value = string | readonly string[]

/** A context that is gathered when it is first looked into: most policies have no condition, and for them most of the work of a decision would be this. */
export class LateContext implements Context {
  readonly #gather: () => Context
  #gathered: Context | undefined

  constructor(gather: () => Context) {
    this.#gather = gather
  }

  get #keys(): Context {
    this.#gathered ??= this.#gather()
    return this.#gathered
  }

  /** Gathers now what has not been gathered. */
  gather(): void {
    void this.#keys
  }

  get size(): number {
    return this.#keys.size
  }

  get(key: string): Value | undefined {
    return this.#keys.get(key)
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  keys(): MapIterator<string> {
    return this.#keys.keys()
  }

  values(): MapIterator<Value> {
    return this.#keys.values()
  }

  entries(): MapIterator<[string, Value]> {
    return this.#keys.entries()
  }

  forEach(see: (value: Value, key: string, map: Context) => void): void {
    for (const [key, value] of this.#keys) see(value, key, this)
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.#keys.entries()
  }
}
