/** What must be quoted in an element of a list (Smithy, `httpHeader`: in the way that RFC 9110 section 5.6.4 quotes strings). */
const special = /[",]/

/** One element of a header that is a list. */
export const listElement = (text: string): string => (special.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : text)

/**
 * The elements of a header that is a list: separated by commas, without the white space around them, quoted or not. An empty header has none.
 * Undefined if a quoted element does not end, or is followed by other text.
 */
export function splitList(text: string): string[] | undefined {
  if (text.trim() === '') return []
  const elements: string[] = []
  let rest = text
  for (;;) {
    const match = rest.trimStart().startsWith('"') ? quoted.exec(rest) : bare.exec(rest)
    if (match === null) return undefined
    const [whole, element = ''] = match
    elements.push(whole.trimStart().startsWith('"') ? element.replaceAll(/\\(.)/g, '$1') : element.trim())
    if (whole.length === rest.length && !whole.endsWith(',')) return elements
    rest = rest.slice(whole.length)
  }
}

const quoted = /^[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(?:,|$)/
const bare = /^([^,]*)(?:,|$)/

/** The dates of a list of HTTP dates, each of which contains a comma after the day of the week. */
export function splitDates(text: string): string[] {
  const parts = text.split(',')
  const dates: string[] = []
  for (let at = 0; at < parts.length; at += 2)
    dates.push(
      parts
        .slice(at, at + 2)
        .join(',')
        .trim(),
    )
  return dates
}
