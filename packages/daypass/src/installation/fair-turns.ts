/** Units of work in one turn of the event loop after which whoever would begin waits for the next. */
const MOST_UNITS = 1_000_000
/** Units that are not worth counting: a usual question costs less. */
const LEAST_UNITS = 10_000

/**
 * Shares the event loop out among requests, by units of work and not by time. Of those that wait one goes on in each turn, in the order they came; who comes
 * while the turn is spent waits too. So however many long requests there are, a turn holds little more than one slice of one of them. `afterTurn` calls
 * back once the present turn is over (`setImmediate`).
 */
export class FairTurns {
  readonly #afterTurn: (goOn: () => void) => unknown
  readonly #waiting: (() => void)[] = []
  #units = 0

  constructor(afterTurn: (goOn: () => void) => unknown) {
    this.#afterTurn = afterTurn
  }

  /** Whether as much was done in this turn as may be. */
  get isSpent(): boolean {
    return this.#units >= MOST_UNITS
  }

  /** Notes what was done. */
  note(units: number): void {
    if (units < LEAST_UNITS) return
    if (this.#units === 0) this.#afterTurn(this.#newTurn)
    this.#units += units
  }

  /** Waits for a turn. */
  rest(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length === 1) this.#afterTurn(this.#next)
    })
  }

  readonly #newTurn = (): void => {
    this.#units = 0
  }

  readonly #next = (): void => {
    this.#waiting.shift()?.()
    if (this.#waiting.length > 0) this.#afterTurn(this.#next)
  }
}
