/** Milliseconds: the first pause before a worker is started again, and the longest. Each is twice the one before. */
const FIRST = 100
const LONGEST = 10_000
/** Starts in a row that ended before the worker listened, after which the server gives up: some 25 seconds. */
const MOST_FAILED = 8

/** When a worker that has ended is started again: later each time, until one has run for a while. */
export class Restarts {
  #ends = 0
  #failed = 0

  /** The pause before the next start, in milliseconds, or `give up`. `hadListened`: whether the worker that has ended had come so far. */
  next(hadListened: boolean): number | 'give up' {
    this.#failed = hadListened ? 0 : this.#failed + 1
    if (this.#failed >= MOST_FAILED) return 'give up'
    const pause = Math.min(FIRST * 2 ** this.#ends, LONGEST)
    this.#ends += 1
    return pause
  }

  /** A worker has run for a while. */
  settle(): void {
    this.#ends = 0
    this.#failed = 0
  }
}
