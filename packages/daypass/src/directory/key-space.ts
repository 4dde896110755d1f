import { prefixEnd } from '../store/key-order.js'
import { escapePart } from '../store/keys.js'

/** The content of the keys of a space, and its lifetime. */
export interface KeyContent {
  readonly record: string
  readonly lifetime: string
}

/**
 * Keys with a common prefix. Every key of the store belongs to one such space, and only the file that declares a space writes to it. Keys are ordered
 * by UTF-8 bytes. Free text is escaped (`/` and `%`), so that a name cannot reach into the range of another.
 */
export class KeySpace {
  /** The form of the keys, such as `user/<account>/<name>`. */
  readonly pattern: string
  readonly content: KeyContent
  /** The common prefix of the keys; the whole key where there is only one. */
  readonly prefix: string

  constructor(pattern: string, content: KeyContent) {
    const part = pattern.indexOf('<')
    this.pattern = pattern
    this.content = content
    this.prefix = part < 0 ? pattern : pattern.slice(0, part)
  }

  /** The key made of these parts. */
  key(...parts: readonly string[]): string {
    return this.keyOf(parts)
  }

  /** The same for parts in an array. Every read of a record makes a key: mostly of one part or two. */
  keyOf(parts: readonly string[]): string {
    const [first, second] = parts
    if (first === undefined) return this.prefix
    if (second === undefined) return this.prefix + escapePart(first)
    let key = `${this.prefix}${escapePart(first)}/${escapePart(second)}`
    for (let at = 2; at < parts.length; at++) key += `/${escapePart(parts[at] ?? '')}`
    return key
  }

  /** The common prefix of the keys whose first parts are these. */
  below(...parts: readonly string[]): string {
    let start = this.prefix
    for (const part of parts) start += `${escapePart(part)}/`
    return start
  }

  /** The range of the keys whose first parts are these: from `start` (inclusive) to `end` (exclusive). */
  bounds(...parts: readonly string[]): { start: string; end: string } {
    const start = this.below(...parts)
    return { start, end: prefixEnd(start) }
  }
}

/**
 * Declares keys: their content, and its lifetime. A test collects all declarations and fails when two overlap.
 * @example const userKeys = defineKeys('user/<account>/<name>', { record: 'a user', lifetime: 'until deleted' })
 */
export const defineKeys = (pattern: string, content: KeyContent): KeySpace => new KeySpace(pattern, content)
