/** A worker that can be asked for its metrics. */
interface Measured {
  measure(number: number): void
}

interface Asking<W> {
  readonly waiting: Set<W>
  readonly metrics: (readonly object[])[]
  readonly end: () => void
}

/** The metrics of all workers at one moment. */
export class Measurements<W extends Measured> {
  readonly #asking = new Map<number, Asking<W>>()
  #last = 0

  /** Asks these workers. Resolves with what they said: all of them, or those that had by the time that `patience` calls back. */
  ask(workers: Iterable<W>, patience: (then: () => void) => () => void): Promise<(readonly object[])[]> {
    this.#last += 1
    const number = this.#last
    return new Promise((resolve) => {
      const cancel = patience(() => this.#asking.get(number)?.end())
      const metrics: (readonly object[])[] = []
      const end = () => {
        cancel()
        this.#asking.delete(number)
        resolve(metrics)
      }
      this.#asking.set(number, { waiting: new Set(workers), metrics, end })
      for (const worker of workers) worker.measure(number)
      this.#settle(number)
    })
  }

  /** A worker has said them. */
  measured(number: number, worker: W, metrics: readonly object[]): void {
    const asking = this.#asking.get(number)
    if (asking?.waiting.delete(worker) !== true) return
    asking.metrics.push(metrics)
    this.#settle(number)
  }

  /** A worker that has ended says nothing. */
  ended(worker: W): void {
    for (const [number, { waiting }] of [...this.#asking]) if (waiting.delete(worker)) this.#settle(number)
  }

  #settle(number: number): void {
    const asking = this.#asking.get(number)
    if (asking?.waiting.size === 0) asking.end()
  }
}
