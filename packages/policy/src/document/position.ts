/**
 * A position in the text: line and column, both from 1. Columns count UTF-16 code units; a line ends at a line feed.
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
 * From the first character of a value to the character after its last one.
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

/** The offsets at which the lines of a text begin. */
export class Lines {
  readonly #starts = [0]

  /** Adds a line that begins at `at`, after all others. */
  begin(at: number): void {
    this.#starts.push(at)
  }

  /** The position of a character in the lines so far. */
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

/** A span as offsets into the text. Lines and columns are computed on access, because most of them are never used. */
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
