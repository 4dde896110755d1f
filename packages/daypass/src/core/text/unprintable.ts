const PLAIN = /^[\x20-\x7e]*$/
/** Controls, formatting (bidirectional controls among them), halves of characters, separators of lines and paragraphs (Unicode Standard, table 4-4: Cc, Cf, Cs, Zl, Zp). */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu

/**
 * Text of others in which everything that a terminal or an editor would obey rather than show is written as `\uXXXX`. JSON stays JSON of the same value: what
 * is escaped stands only in its strings.
 */
export const escapeUnprintable = (text: string): string => (PLAIN.test(text) ? text : text.replace(UNPRINTABLE, escapeRun))

/** The same for a text of several lines, which stay lines. */
export const escapeLines = (text: string): string => text.split('\n').map(escapeUnprintable).join('\n')

/** By code unit, made when first met: somebody may send a million of them. */
const escapes: string[] = []

function escapeRun(run: string): string {
  let escaped = ''
  for (let i = 0; i < run.length; i++) {
    const unit = run.charCodeAt(i)
    escaped += escapes[unit] ??= `\\u${unit.toString(16).padStart(4, '0')}`
  }
  return escaped
}
