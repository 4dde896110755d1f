/**
 * A place in the text: line and column, both from 1; columns count UTF-16 code units, lines end at a line feed.
 *
 * @example
 * const show = ({ line, column }: Position) => `${line}:${column}`
 * console.log(policy.statements.map(({ span }) => show(span.start)).join(' '))
 * // => 4:5 5:5
 */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * From the first character of a value to just behind its last one.
 *
 * @example
 * const lines = ({ start, end }: Span) => text.split('\n').slice(start.line - 1, end.line)
 * console.log(policy.statements.map(({ span }) => lines(span).length).join(' '))
 * // => 1 2
 */
export interface Span {
  readonly start: Position
  readonly end: Position
}

/** Where the lines of a text begin. */
export class Lines {
  readonly #starts = [0]

  /** Says that a line begins at `at`, behind all others. */
  begin(at: number): void {
    this.#starts.push(at)
  }

  /** The place of a character in the lines that have begun. */
  position(at: number): Position {
    const starts = this.#starts
    let line = 0
    for (let end = starts.length; end - line > 1; ) {
      const middle = (line + end) >> 1
      if ((starts[middle] ?? 0) <= at) line = middle
      else end = middle
    }
    return { line: line + 1, column: at - (starts[line] ?? 0) + 1 }
  }
}

/** A span in characters of the text. Lines and columns are worked out when they are asked for: of most values nobody asks. */
export class Extent {
  readonly #lines: Lines
  readonly #from: number
  readonly #to: number

  constructor(lines: Lines, from: number, to: number) {
    this.#lines = lines
    this.#from = from
    this.#to = to
  }

  get span(): Span {
    return { start: this.#lines.position(this.#from), end: this.#lines.position(this.#to) }
  }
}
