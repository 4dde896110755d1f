/**
 * A request's headers by lower-case name, in the canonical form of SigV4: trimmed, runs of blanks replaced by one space, repeated headers joined by a
 * comma.
 */
export interface HeaderIndex {
  readonly values: Pick<ReadonlyMap<string, string>, 'get' | 'has' | 'keys'>
  /** Lower-case names that were received more than once. */
  readonly repeated: readonly string[]
}

/** 512 names of at most 64 characters, twice each: at most 0.2 MiB. */
const lowered = new Map<string, string>()
const MAX_LOWERED = 512
const LONGEST_LOWERED = 64

/** A header's name in lower case. Clients send the same few names again and again, each client in its own case. */
export function lowerCaseName(name: string): string {
  const known = lowered.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (name.length > LONGEST_LOWERED) return lower
  if (lowered.size >= MAX_LOWERED) lowered.clear()
  lowered.set(name, lower)
  return lower
}

const SPACE = 0x20
const NONE: readonly string[] = []

function isBlank(code: number): boolean {
  return code === SPACE || (code >= 0x09 && code <= 0x0d)
}

/** Whether trimming and collapsing would change nothing, which is true for almost every header. */
function isCanonical(value: string): boolean {
  let blank = true
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    const isSpace = isBlank(code)
    if (isSpace && (blank || code !== SPACE)) return false
    blank = isSpace
  }
  return !blank || value.length === 0
}

/** Trims, and replaces every inner run of blanks (including folded lines) by one space; AWS calls this Trimall. */
export function canonicalHeaderValue(value: string): string {
  if (isCanonical(value)) return value
  let out = ''
  let start = -1
  for (let i = 0; i <= value.length; i++) {
    const inWord = i < value.length && !isBlank(value.charCodeAt(i))
    if (inWord && start < 0) start = i
    if (!inWord && start >= 0) {
      out += out === '' ? value.slice(start, i) : ` ${value.slice(start, i)}`
      start = -1
    }
  }
  return out
}

/** Values are canonicalised on access: most headers are never read. */
class CanonicalValues {
  readonly #received: ReadonlyMap<string, string>

  constructor(received: ReadonlyMap<string, string>) {
    this.#received = received
  }

  get(name: string): string | undefined {
    const value = this.#received.get(name)
    return value === undefined ? undefined : canonicalHeaderValue(value)
  }

  has(name: string): boolean {
    return this.#received.has(name)
  }

  keys(): MapIterator<string> {
    return this.#received.keys()
  }
}

/** Reads node's `rawHeaders` (name, value, name, value …) once. */
export function indexHeaders(raw: readonly string[]): HeaderIndex {
  const received = new Map<string, string>()
  let repeated: string[] | undefined
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = lowerCaseName(raw[i] as string)
    const value = raw[i + 1] as string
    const earlier = received.get(name)
    if (earlier === undefined) {
      received.set(name, value)
      continue
    }
    received.set(name, `${canonicalHeaderValue(earlier)},${canonicalHeaderValue(value)}`)
    repeated ??= []
    repeated.push(name)
  }
  return { values: new CanonicalValues(received), repeated: repeated ?? NONE }
}

/** Whether a signed header was received, under either of its names. */
export function isReceived({ values }: HeaderIndex, name: string): boolean {
  return values.has(name) || (name === 'host' && values.has(':authority')) || (name === ':authority' && values.has('host'))
}

/**
 * A signed header's value. HTTP/2 sends the host as `:authority`, and clients sign it under either name; the two are treated as equal, whichever was
 * received.
 */
export function signedValue(headers: HeaderIndex, name: string): string | undefined {
  const value = headers.values.get(name)
  if (value !== undefined) return value
  if (name === 'host') return headers.values.get(':authority')
  return name === ':authority' ? headers.values.get('host') : undefined
}
