/**
 * The request context: key -> value, with keys folded as by `foldCase` (lower case, for AWS's own keys). A list is a multi-valued key, even with one
 * member; an empty list is an absent key. Booleans are `true` or `false`, instants ISO 8601 or epoch seconds, numbers decimal, binary values base64.
 *
 * @example
 * const context: Context = new Map<string, string | readonly string[]>([
 *   ['aws:sourceip', '203.0.113.7'],
 *   ['aws:tagkeys', ['team', 'stage']],
 * ])
 * console.log(authorize({ ...request, context }).outcome)
 * // => allow
 */
export type Context = ReadonlyMap<string, string | readonly string[]>
