/**
 * An object from JSON text (RFC 8259) that every reader reads alike: undefined for anything else, and where a member is named twice, at any depth. Readers
 * differ on which of two counts (RFC 8725, section 2.4), and the issuer's library may have taken the other one.
 */
export function readStrictObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    // Malformed UTF-8 is an error; a byte order mark is not white space in JSON, and is kept so that it is one too.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value) || namesTwice(text)) return undefined
    return value as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}

/** A member's own value: nothing that an object inherits is a claim. */
export const ownMember = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined

const STRING_OR_BRACKET = /"(?:[^"\\]|\\.)*"|[{}[\]]/g
const COLON = /\s*:/y

/** Whether an object in this JSON, which parses, names a member twice, in whatever spelling: `"a"` and `"\u0061"` are one name. */
function namesTwice(json: string): boolean {
  const open: Set<string>[] = []
  for (const { 0: token, index } of json.matchAll(STRING_OR_BRACKET)) {
    if (token === '{' || token === '[') open.push(new Set())
    else if (token === '}' || token === ']') open.pop()
    else if (isFollowedByColon(json, index + token.length)) {
      const names = open.at(-1)
      const name = JSON.parse(token) as string
      if (names === undefined || names.has(name)) return true
      names.add(name)
    }
  }
  return false
}

function isFollowedByColon(json: string, at: number): boolean {
  COLON.lastIndex = at
  return COLON.test(json)
}
