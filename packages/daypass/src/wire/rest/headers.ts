/** Request headers by lower-case name, as Node's http module gives them. */
export type HeaderBag = Readonly<Record<string, string | readonly string[] | undefined>>

/** A header by its name in any case; several values are joined by `, ` (RFC 9110 section 5.3). */
export function headerOf(headers: HeaderBag, name: string): string | undefined {
  const lower = name.toLowerCase()
  const value = Object.hasOwn(headers, lower) ? headers[lower] : undefined
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}
