import { prefixEnd } from '../key-order.js'
import type { KeySpan } from './messages.js'

/*
 * Where an installation is in etcd, below its prefix:
 *   /d/<key>              the records; their order is that of the contract
 *   /c/base               made first; its revision is the contract's 0, or where a loaded store began; its value the id of this history (claim/)
 *   /c/slot/<node>/<n>    what the node's commits leave, so that a lost answer can be found; bound to the node's lease
 *   /c/beat/<node>        put where the node must know that its mirror is up to date, and nothing else tells; bound to the lease too
 */

/** The keys of one installation. */
export class Keyspace {
  readonly prefix: string
  readonly base: Buffer
  /** Everything: what is watched. */
  readonly all: Required<KeySpan>
  /** The records. */
  readonly data: Required<KeySpan>
  readonly #dataPrefix: Buffer

  constructor(prefix: string) {
    this.prefix = prefix
    this.base = Buffer.from(`${prefix}/c/base`)
    this.all = rangeOf(`${prefix}/`)
    this.data = rangeOf(`${prefix}/d/`)
    this.#dataPrefix = Buffer.from(`${prefix}/d/`)
  }

  /** The keys that the prefixes above this one would have: two installations must not lie in each other. */
  basesAbove(): Buffer[] {
    const parts = this.prefix.split('/').slice(1, -1)
    return parts.map((_, at) => Buffer.from(`/${parts.slice(0, at + 1).join('/')}/c/base`))
  }

  dataKey(key: string): Buffer {
    return Buffer.concat([this.#dataPrefix, Buffer.from(key)])
  }

  dataRange(start: string, end: string): Required<KeySpan> {
    return { start: this.dataKey(start), end: end === '' ? this.data.end : this.dataKey(end) }
  }

  /** The record's key; undefined for a key of etcd that is not a record's. */
  recordKey(key: Buffer): Buffer | undefined {
    const { length } = this.#dataPrefix
    return key.length > length && key.compare(this.#dataPrefix, 0, length, 0, length) === 0 ? key.subarray(length) : undefined
  }

  control(name: string): Buffer {
    return Buffer.from(`${this.prefix}/c/${name}`)
  }
}

const rangeOf = (prefix: string): Required<KeySpan> => ({ start: Buffer.from(prefix), end: Buffer.from(prefixEnd(prefix)) })
