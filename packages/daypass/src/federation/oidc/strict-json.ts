/** Malformed UTF-8 is an error; a byte order mark is not white space in JSON, and is kept so that it is one too. Keeps nothing from one text to the next. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * An object from JSON text (RFC 8259) that every reader reads alike: undefined for anything else, and where a member is named twice, at any depth. Readers
 * differ on which of two counts (RFC 8725, section 2.4), and the issuer's library may have taken the other one.
 */
export function readStrictObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = UTF8.decode(bytes)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value) || namesIn(text) !== membersOf(value)) return undefined
    return value as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}

/** A member's own value: nothing that an object inherits is a claim. */
export const ownMember = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** A text and what stands behind it: the name of a member where that is a colon, since nothing else is in JSON that parses. */
const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"\s*:?/g

/** Names that stand in this JSON, which parses: those of members, be it in whatever spelling. */
const namesIn = (json: string): number => json.match(TEXT)?.filter((text) => text.endsWith(':')).length ?? 0

/** Members of a value, at any depth: of several with one name only one is left. */
function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside: unknown[] = Object.values(value)
  return inside.reduce((sum: number, one) => sum + membersOf(one), Array.isArray(value) ? 0 : inside.length)
}
