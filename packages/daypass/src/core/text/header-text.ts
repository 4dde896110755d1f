/** The most characters of a text in a header: clients and proxies reject headers of some kilobytes. daypass's own rule. */
const MOST = 1_024

/**
 * Makes a text that may come from a client fit for a header: printable ASCII (RFC 9110, section 5.5), everything else as `\uXXXX`, and cut where it
 * is too long.
 */
export function headerText(text: string): string {
  const plain = text.slice(0, MOST).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return plain.length <= MOST && text.length <= MOST ? plain.trim() : `${plain.slice(0, MOST - 3)}...`
}
