/**
 * The wire format of Protocol Buffers (protobuf.dev, "Encoding"), as far as etcd's messages need it: varints, and bytes with their length. Numbers are
 * below 2^53; a greater one in an answer is an error, because it could not be told from its neighbour.
 */

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

/** Bytes cannot be read as a message. */
export class MalformedMessage extends Error {
  readonly code = 'MalformedMessage'
}

/** Writes one message. A field that has its default is left out, as the format wants. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = []
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  #push(part: Uint8Array): void {
    this.#parts.push(part)
    this.#bytes += part.byteLength
  }

  /** A whole number from 0 to 2^53 - 1, or a boolean. */
  number(field: number, value: number | boolean | undefined): this {
    if (value === undefined || value === 0 || value === false) return this
    this.#push(varints([(field << 3) | VARINT, Number(value)]))
    return this
  }

  /** A number that is written even if it is 0: one of several fields that exclude each other. */
  chosen(field: number, value: number): this {
    this.#push(varints([(field << 3) | VARINT, value]))
    return this
  }

  bytesOf(field: number, value: Uint8Array | undefined): this {
    if (value === undefined || value.byteLength === 0) return this
    this.#push(varints([(field << 3) | BYTES, value.byteLength]))
    this.#push(value)
    return this
  }

  text(field: number, value: string): this {
    return this.bytesOf(field, Buffer.from(value))
  }

  /** A message in a message; it is written even if it is empty, because its presence says something. */
  message(field: number, write: (inner: MessageWriter) => unknown): this {
    const inner = new MessageWriter()
    write(inner)
    this.#push(varints([(field << 3) | BYTES, inner.#bytes]))
    for (const part of inner.#parts) this.#parts.push(part)
    this.#bytes += inner.#bytes
    return this
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts, this.#bytes)
  }
}

function varints(values: readonly number[]): Buffer {
  const bytes: number[] = []
  for (let value of values) {
    while (value >= 0x80) {
      bytes.push((value % 0x80) + 0x80)
      value = Math.floor(value / 0x80)
    }
    bytes.push(value)
  }
  return Buffer.from(bytes)
}

/** Reads the fields of one message, in the order in which they were sent. */
export class MessageReader {
  readonly #buffer: Buffer
  readonly #end: number
  #at: number
  #wire = VARINT

  constructor(buffer: Buffer, from = 0, end = buffer.length) {
    this.#buffer = buffer
    this.#at = from
    this.#end = end
  }

  /** The number of the next field, of which one of the methods below must then be called; 0 at the end. */
  field(): number {
    if (this.#at >= this.#end) return 0
    const tag = this.#varint()
    this.#wire = tag % 8
    return Math.floor(tag / 8)
  }

  /** A number. int64 is sent as unsigned: a negative one is beyond 2^53, and an error. */
  number(): number {
    if (this.#wire !== VARINT) throw new MalformedMessage('a field of another kind was expected: a number')
    return this.#varint()
  }

  /** A part of the buffer that was read, not a copy. */
  bytes(): Buffer {
    const [from, end] = this.#span()
    return this.#buffer.subarray(from, end)
  }

  message(): MessageReader {
    const [from, end] = this.#span()
    return new MessageReader(this.#buffer, from, end)
  }

  skip(): void {
    if (this.#wire === VARINT) this.#skipVarint()
    else if (this.#wire === BYTES) this.#span()
    else this.#advance(this.#wire === FIXED64 ? 8 : this.#wire === FIXED32 ? 4 : Number.NaN)
  }

  #span(): [number, number] {
    if (this.#wire !== BYTES) throw new MalformedMessage('a field of another kind was expected: bytes')
    const length = this.#varint()
    const from = this.#at
    this.#advance(length)
    return [from, this.#at]
  }

  #advance(bytes: number): void {
    const next = this.#at + bytes
    if (!(next <= this.#end)) throw new MalformedMessage('a message is shorter than it says')
    this.#at = next
  }

  /** Cluster and member ids have 64 bits: they are not read as numbers. */
  #skipVarint(): void {
    for (let length = 0; length < 10; length++) {
      if (this.#at >= this.#end) break
      if (this.#buffer[this.#at++]! < 0x80) return
    }
    throw new MalformedMessage('a number has no end')
  }

  #varint(): number {
    let value = 0
    for (let factor = 1; this.#at < this.#end; factor *= 0x80) {
      const byte = this.#buffer[this.#at++]!
      value += (byte & 0x7f) * factor
      if (value > Number.MAX_SAFE_INTEGER) throw new MalformedMessage('a number is above 2^53')
      if (byte < 0x80) return value
    }
    throw new MalformedMessage('a number has no end')
  }
}
