/** A request's headers by lower-case name, in the canonical form of SigV4: trimmed, runs of blanks made one space, repeats joined by a comma. */
export interface HeaderIndex {
  readonly values: ReadonlyMap<string, string>
  /** Lower-case names that were received more than once. */
  readonly repeated: readonly string[]
}

const SPACE = 0x20
const NONE: readonly string[] = []

function isBlank(code: number): boolean {
  return code === SPACE || (code >= 0x09 && code <= 0x0d)
}

/** Whether trimming and collapsing would change nothing, which is how nearly every header arrives. */
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

/** Trims, and turns every inner run of blanks (folded lines too) into one space; AWS calls this Trimall. */
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

/** Reads node's `rawHeaders` (name, value, name, value …) once. */
export function indexHeaders(raw: readonly string[]): HeaderIndex {
  const values = new Map<string, string>()
  let repeated: string[] | undefined
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase()
    const value = canonicalHeaderValue(raw[i + 1] as string)
    const earlier = values.get(name)
    values.set(name, earlier === undefined ? value : `${earlier},${value}`)
    if (earlier !== undefined) {
      repeated ??= []
      repeated.push(name)
    }
  }
  return { values, repeated: repeated ?? NONE }
}

/**
 * A signed header's value. HTTP/2 carries the host as `:authority`, and clients sign it under either name;
 * the one stands for the other, whichever was received.
 */
export function signedValue(headers: HeaderIndex, name: string): string | undefined {
  const value = headers.values.get(name)
  if (value !== undefined) return value
  if (name === 'host') return headers.values.get(':authority')
  return name === ':authority' ? headers.values.get('host') : undefined
}
