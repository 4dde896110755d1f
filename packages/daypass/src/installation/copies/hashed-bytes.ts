import type { Hash } from 'node:crypto'

/** Reads bytes that come in chunks of any size, so many at a time, and adds them to a hash. */
export class HashedBytes {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #hash: Hash
  #rest: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>, hash: Hash) {
    this.#chunks = source[Symbol.asyncIterator]()
    this.#hash = hash
  }

  /** The next bytes, exactly so many; undefined if it ends before. */
  async take(length: number): Promise<Buffer | undefined> {
    const bytes = await this.#gather(length)
    if (bytes !== undefined) this.#hash.update(bytes)
    return bytes
  }

  /** Like {@link take}, without the hash. */
  takeUnhashed(length: number): Promise<Buffer | undefined> {
    return this.#gather(length)
  }

  /** The next bytes as they come, so many in all; fewer if it ends before. */
  async *stream(length: number): AsyncGenerator<Uint8Array, void> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) return
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      left -= piece.length
      this.#hash.update(piece)
      yield piece
    }
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#rest.length === 0) if (!(await this.#more())) return true
    return false
  }

  /** Tells the source that no more is wanted. */
  async end(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #gather(length: number): Promise<Buffer | undefined> {
    const parts: Uint8Array[] = []
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) return undefined
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      left -= piece.length
      parts.push(piece)
    }
    return Buffer.concat(parts)
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done === true) return false
    this.#rest = next.value
    return true
  }
}
