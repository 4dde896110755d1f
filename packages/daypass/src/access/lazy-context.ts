import type { Context } from '@daypass/policy'

type Value = string | readonly string[]

/** A context that is built on first access: most policies have no condition, and building it would be most of the work of a decision. */
export class LazyContext implements Context {
  readonly #gather: () => Context
  #gathered: Context | undefined

  constructor(load: () => Context) {
    this.#gather = load
  }

  get #keys(): Context {
    this.#gathered ??= this.#gather()
    return this.#gathered
  }

  /** Builds now what has not been built. */
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
