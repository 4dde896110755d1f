import * as crypto from 'node:crypto'

/** What HMAC derives from a key: one block is hashed before the message, the other before the result of that. */
interface Pads {
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

/** Longer messages use node's own HMAC: the texts that are signed or derived from here have about 150 bytes. */
const MAX_MESSAGE = 1_024

/**
 * HMAC (RFC 2104, section 2) as two one-shot hashes, for keys that are used many times: node's hash object costs more than the hashes. What is
 * derived from a key is kept as long as the key object exists.
 */
export class OneShotHmac {
  readonly #algorithm: string
  readonly #blockBytes: number
  readonly #pads = new WeakMap<crypto.KeyObject, Pads>()
  readonly #message: Buffer
  readonly #outerMessage: Buffer

  constructor(algorithm: 'sha256' | 'sha512') {
    this.#algorithm = algorithm
    this.#blockBytes = algorithm === 'sha256' ? 64 : 128
    this.#message = Buffer.alloc(this.#blockBytes + MAX_MESSAGE)
    this.#outerMessage = Buffer.alloc(this.#blockBytes + (algorithm === 'sha256' ? 32 : 64))
  }

  /** For ASCII text, as lower-case hexadecimal digits. */
  hexOfAscii(key: crypto.KeyObject, text: string): string {
    if (text.length > MAX_MESSAGE) return crypto.createHmac(this.#algorithm, key).update(text).digest('hex')
    const end = this.#blockBytes + this.#message.write(text, this.#blockBytes, 'latin1')
    return crypto.hash(this.#algorithm, this.#outer(key, end), 'hex')
  }

  /** For bytes, as bytes. */
  of(key: crypto.KeyObject, message: Uint8Array): Buffer {
    if (message.length > MAX_MESSAGE) return crypto.createHmac(this.#algorithm, key).update(message).digest()
    this.#message.set(message, this.#blockBytes)
    // Converting to text and back costs a third of what a new buffer costs.
    return Buffer.from(crypto.hash(this.#algorithm, this.#outer(key, this.#blockBytes + message.length), 'binary'), 'latin1')
  }

  /** The input of the second hash; the message follows the first block already. */
  #outer(key: crypto.KeyObject, end: number): Buffer {
    const { inner, outer } = this.#padsOf(key)
    this.#message.set(inner)
    this.#outerMessage.set(outer)
    const first = crypto.hash(this.#algorithm, this.#message.subarray(0, end), 'binary')
    this.#outerMessage.write(first, this.#blockBytes, 'latin1')
    return this.#outerMessage
  }

  #padsOf(key: crypto.KeyObject): Pads {
    const known = this.#pads.get(key)
    if (known !== undefined) return known
    const bytes = key.export()
    const block = Buffer.alloc(this.#blockBytes)
    block.set(bytes.length > this.#blockBytes ? crypto.hash(this.#algorithm, bytes, 'buffer') : bytes)
    const pads = { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) }
    block.fill(0)
    bytes.fill(0)
    this.#pads.set(key, pads)
    return pads
  }
}
