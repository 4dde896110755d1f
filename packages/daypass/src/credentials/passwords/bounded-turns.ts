/** Runs so many things at once, and lets so many wait. */
export class BoundedTurns {
  readonly #atOnce: number
  readonly #most: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }) {
    this.#atOnce = atOnce
    this.#most = waiting
  }

  /** The result of `work` once it had its turn; undefined when too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#running < this.#atOnce) {
      this.#running += 1
      return this.#turn(work)
    }
    if (this.#waiting.length >= this.#most) return undefined
    return new Promise<void>((begin) => this.#waiting.push(begin)).then(() => this.#turn(work))
  }

  /** Hands its place to the first that waits. */
  async #turn<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
