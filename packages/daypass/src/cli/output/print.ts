// output: what a command prints, for a terminal, a pipe or a shell.
// It owns that no text of a client or a server can act on a terminal or a shell. It decides nothing about what is printed.
import { escapeLines } from '../../core/text/unprintable.js'

/** Prints lines, or one JSON value, indented by this many spaces; control characters are escaped, so that a terminal does not act on them. */
export const print = (output: unknown, indent?: number): void => {
  process.stdout.write(`${escapeLines(typeof output === 'string' ? output : JSON.stringify(output, null, indent))}\n`)
}

/** Collects a flag that may be repeated. */
export const repeated = (one: string, all: string[] = []): string[] => [...all, one]
