import { prefixEnd } from '../store/key-order.js'
import { escapePart } from '../store/keys.js'

/** What stands at the keys of a space, and how long. */
export interface KeyContent {
  readonly record: string
  readonly lifetime: string
}

/**
 * Keys that begin alike. Every key of the store is of one such space, and the file that declares a space is the only one that writes there. Keys are
 * ordered by UTF-8 bytes. Free text is escaped (`/` and `%`), so that no name can reach into another's range.
 */
export class KeySpace {
  /** How the keys are made, such as `user/<account>/<name>`. */
  readonly pattern: string
  readonly content: KeyContent
  /** What all keys begin with; the whole key where there is only one. */
  readonly prefix: string

  constructor(pattern: string, content: KeyContent) {
    const part = pattern.indexOf('<')
    this.pattern = pattern
    this.content = content
    this.prefix = part < 0 ? pattern : pattern.slice(0, part)
  }

  /** The key made of these parts. */
  key(...parts: readonly string[]): string {
    let key = this.prefix
    let slash = ''
    for (const part of parts) {
      key += slash + escapePart(part)
      slash = '/'
    }
    return key
  }

  /** What the keys begin with whose first parts are these. */
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
 * Declares keys: what stands there, and how long. A test collects all declarations and fails when two overlap.
 * @example const userKeys = defineKeys('user/<account>/<name>', { record: 'a user', lifetime: 'until deleted' })
 */
export const defineKeys = (pattern: string, content: KeyContent): KeySpace => new KeySpace(pattern, content)
