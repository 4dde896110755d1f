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

/** Names that stand in this JSON, which parses: those of members, be it in whatever spelling. A text is a name where a colon stands behind it. */
function namesIn(json: string): number {
  let names = 0
  for (let start = json.indexOf('"'); start !== -1; ) {
    let next = endOfText(json, start) + 1
    while (json.charCodeAt(next) <= SPACE) next++
    if (json[next] === ':') names++
    start = json.indexOf('"', next)
  }
  return names
}

/** No white space of JSON is above it, and nothing else of JSON is below it outside a text. */
const SPACE = 0x20

/** The quotation mark that ends a text: the next that an even number of backslashes stands before. The end of all where there is none, as in no JSON. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let before = end
    while (json[before - 1] === '\\') before--
    if ((end - before) % 2 === 0) return end
  }
  return json.length
}

/** Members of a value, at any depth: of several with one name only one is left. */
function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside: unknown[] = Object.values(value)
  let members = Array.isArray(value) ? 0 : inside.length
  for (const one of inside) members += membersOf(one)
  return members
}
