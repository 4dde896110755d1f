/** Units of work in one turn of the event loop after which whoever would begin waits for the next. */
const MOST_UNITS = 1_000_000
/** Units that are not worth counting: a usual question costs less. */
const LEAST_UNITS = 10_000
/** Bytes that are read in one turn for all requests that are not large: some 75 usual ones. The dearest bytes take 0.2 microseconds each. */
const MOST_BYTES = 131_072
/** Bytes from which on a request is large, and read in a turn without another large one. */
const LARGE = 8_192

type AfterTurn = (goOn: () => void) => unknown

/**
 * Shares the event loop out among requests, by units of work and bytes that are read, not by time. What a turn holds at most, however much waits: small
 * requests up to a number of bytes, one large request, and one slice of one of those that rest. Each of the three goes on in the order it came. So many
 * large requests hold up small ones and those that rest by no more than their own work. `afterTurn` calls back once the present turn is over (`setImmediate`).
 */
export class FairTurns {
  readonly #afterTurn: AfterTurn
  readonly #resting: Line
  readonly #large: Line
  readonly #small: Group[] = []
  #units = 0

  constructor(afterTurn: AfterTurn) {
    this.#afterTurn = afterTurn
    this.#resting = new Line(afterTurn)
    this.#large = new Line(afterTurn)
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

  /** Waits for a turn, in the middle of something long. */
  rest(): Promise<void> {
    return this.#resting.join()
  }

  /** Waits for a turn in which so many bytes may be read. Those that go on together get the same promise, and nobody joins them once the first goes on. */
  turnFor(bytes: number): Promise<void> {
    if (bytes > LARGE) return this.#large.join()
    let group = this.#small.at(-1)
    if (group === undefined || group.bytes + bytes > MOST_BYTES) {
      group = new Group()
      this.#small.push(group)
      if (this.#small.length === 1) this.#afterTurn(this.#nextGroup)
    }
    group.bytes += bytes
    return group.turn
  }

  readonly #newTurn = (): void => {
    this.#units = 0
  }

  readonly #nextGroup = (): void => {
    this.#small.shift()?.goOn()
    if (this.#small.length > 0) this.#afterTurn(this.#nextGroup)
  }
}

/** Those that go on one in each turn. */
class Line {
  readonly #afterTurn: AfterTurn
  readonly #waiting: (() => void)[] = []

  constructor(afterTurn: AfterTurn) {
    this.#afterTurn = afterTurn
  }

  join(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length === 1) this.#afterTurn(this.#next)
    })
  }

  readonly #next = (): void => {
    this.#waiting.shift()?.()
    if (this.#waiting.length > 0) this.#afterTurn(this.#next)
  }
}

/** Those that go on together in one turn. */
class Group {
  bytes = 0
  readonly turn: Promise<void>
  goOn: () => void = () => {}

  constructor() {
    this.turn = new Promise((resolve) => {
      this.goOn = resolve
    })
  }
}
