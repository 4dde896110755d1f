const PLAIN = /^[\x20-\x7e]*$/
/**
 * Controls, formatting (including bidirectional controls), unpaired surrogates, line and paragraph separators (Unicode Standard, table 4-4: Cc, Cf,
 * Cs, Zl, Zp).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu

/**
 * Escapes in an untrusted text every character that a terminal or an editor would interpret rather than show, as `\uXXXX`. JSON keeps its value,
 * because such characters occur only in its strings.
 */
export const escapeUnprintable = (text: string): string => (PLAIN.test(text) ? text : text.replace(UNPRINTABLE, escapeRun))

/** The same for a text of several lines, which stay separate lines. */
export const escapeLines = (text: string): string => text.split('\n').map(escapeUnprintable).join('\n')

/** By code unit, filled as characters occur: a client may send a million of them. */
const escapes: string[] = []

function escapeRun(run: string): string {
  let escaped = ''
  for (let i = 0; i < run.length; i++) {
    const unit = run.charCodeAt(i)
    escaped += escapes[unit] ??= `\\u${unit.toString(16).padStart(4, '0')}`
  }
  return escaped
}
