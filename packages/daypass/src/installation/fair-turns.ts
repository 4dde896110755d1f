/** Units of work in one event-loop turn after which new requests wait for the next turn. */
const MOST_UNITS = 1_000_000
/** Units that are too few to count: a usual decision costs less. */
const LEAST_UNITS = 10_000
/** Bytes read in one turn for all small requests together: some 75 usual ones. The most expensive bytes take 0.2 microseconds each. */
const MOST_BYTES = 131_072
/** Bytes from which a request is large, and read in a turn without another large one. */
const LARGE = 8_192

type AfterTurn = (goOn: () => void) => unknown

/**
 * Shares the event loop among requests, by units of work and bytes to read, not by time. However many requests wait, a turn contains at most: small
 * requests up to a number of bytes, one large request, and one slice of one of the pausing requests. Each of the three groups continues in order of
 * arrival. So many large requests delay small and pausing ones only by the work of one turn. `afterTurn` calls back once the current turn is over
 * (`setImmediate`).
 */
export class FairTurns {
  readonly #afterTurn: AfterTurn
  readonly #resting: Line
  readonly #large: Line
  readonly #small: Group[] = []
  #units = 0
  #end: Promise<void> | undefined

  constructor(afterTurn: AfterTurn) {
    this.#afterTurn = afterTurn
    this.#resting = new Line(afterTurn)
    this.#large = new Line(afterTurn)
  }

  /** Whether this turn has done as much as it may. */
  get isSpent(): boolean {
    return this.#units >= MOST_UNITS
  }

  /** The end of this turn, the same for all who ask in it. */
  endOfTurn(): Promise<void> {
    this.#end ??= new Promise((resolve) => {
      this.#afterTurn(() => {
        this.#end = undefined
        resolve()
      })
    })
    return this.#end
  }

  /** Records work that was done. */
  note(units: number): void {
    if (units < LEAST_UNITS) return
    if (this.#units === 0) this.#afterTurn(this.#newTurn)
    this.#units += units
  }

  /** Waits for a turn, in the middle of a long task. */
  rest(): Promise<void> {
    return this.#resting.join()
  }

  /**
   * Waits for a turn in which so many bytes may be read. Requests that continue together get the same promise; none joins them once the first has
   * continued.
   */
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

/** Requests that continue one per turn. */
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

/** Requests that continue together in one turn. */
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
