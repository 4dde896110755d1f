import { ChunkProblem } from './chunk-problem.js'

const LINE_FEED = 0x0a
const FIRST_ROOM = 65_536

/**
 * Reads lines and a given number of bytes from a stream of buffers, wherever these are cut. Holds only the current buffer and what one call collects.
 */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #current: Uint8Array = new Uint8Array(0)
  #at = 0
  #isDone = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** A line without its line feed, one character per byte; the caller removes a carriage return. At most `limit` bytes long. */
  async line(limit: number): Promise<string> {
    let text = ''
    for (;;) {
      await this.#need()
      const end = this.#current.indexOf(LINE_FEED, this.#at)
      const stop = end < 0 ? this.#current.length : end
      if (text.length + stop - this.#at > limit) throw new ChunkProblem('too-large')
      text += latin1(this.#current.subarray(this.#at, stop))
      this.#at = end < 0 ? stop : stop + 1
      if (end >= 0) return text
    }
  }

  /** Exactly `size` bytes in one piece. The buffer grows with what arrives, so claiming a large size costs nothing. */
  async exactly(size: number): Promise<Uint8Array> {
    const first = await this.upTo(size)
    if (first.length === size) return first
    let room = Buffer.allocUnsafe(Math.min(size, Math.max(FIRST_ROOM, first.length)))
    room.set(first)
    for (let filled = first.length; filled < size; ) {
      const part = await this.upTo(size - filled)
      if (filled + part.length > room.length)
        room = grown(room, { filled, size: Math.min(size, Math.max(room.length * 2, filled + part.length)) })
      room.set(part, filled)
      filled += part.length
    }
    return room
  }

  /** Between one and `size` bytes, as they arrive. */
  async upTo(size: number): Promise<Uint8Array> {
    await this.#need()
    const part = this.#current.subarray(this.#at, this.#at + size)
    this.#at += part.length
    return part
  }

  /** Succeeds only if the stream has no more bytes. */
  async end(): Promise<void> {
    if (await this.#pull()) throw new ChunkProblem('trailing-bytes')
  }

  /** Ends the source, so that it knows that nobody reads on. */
  async close(): Promise<void> {
    if (!this.#isDone) await this.#source.return?.()
  }

  async #need(): Promise<void> {
    if (!(await this.#pull())) throw new ChunkProblem('truncated')
  }

  async #pull(): Promise<boolean> {
    while (this.#at >= this.#current.length) {
      const next = await this.#source.next()
      if (next.done) {
        this.#isDone = true
        return false
      }
      this.#current = next.value
      this.#at = 0
    }
    return true
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

function grown(room: Buffer, { filled, size }: { filled: number; size: number }): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(size)
  room.copy(larger, 0, 0, filled)
  return larger
}
