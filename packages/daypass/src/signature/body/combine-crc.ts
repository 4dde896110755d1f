import { decodeDigest } from './checksums.js'

/** The checksums of a whole that follow from those of its parts. */
export type CombinableCrc = 'crc32' | 'crc32c' | 'crc64nvme'

interface Polynomial {
  readonly bytes: 4 | 8
  /** Reflected: the coefficient of x^0 is the highest bit. */
  readonly bits: bigint
}

const POLYNOMIALS: Readonly<Record<CombinableCrc, Polynomial>> = {
  crc32: { bytes: 4, bits: 0xedb88320n },
  crc32c: { bytes: 4, bits: 0x82f63b78n },
  crc64nvme: { bytes: 8, bits: 0x9a6c9329ac4bc9b5n },
}

/** A checksum in base64, and how many bytes it is of. */
export interface SizedCrc {
  readonly value: string
  readonly size: number
}

/**
 * Adds the parts of a body, in their order; `value` is the checksum of all so far. A CRC is a remainder modulo a polynomial, so that of two bodies one after
 * the other is the first's times x^(8 * bytes of the second), plus the second's (Ross Williams, "A painless guide to CRC error detection algorithms"; zlib's
 * `crc32_combine` does the same). Parts of one size share their power of x.
 */
export class CrcOfParts {
  readonly #polynomial: Polynomial
  readonly #powers = new Map<number, Element>()
  #sum: Element = ZERO

  constructor(algorithm: CombinableCrc) {
    this.#polynomial = POLYNOMIALS[algorithm]
  }

  /** Throws TypeError for a value that is not a checksum of this algorithm. */
  add({ value, size }: SizedCrc): void {
    const { bytes } = this.#polynomial
    const next = decodeDigest(value, bytes)
    if (next === undefined) throw new TypeError('not a checksum of this algorithm')
    const shifted = size === 0 ? this.#sum : multiply(this.#sum, this.#power(size), this.#polynomial)
    this.#sum = plus(shifted, read(next))
  }

  /** Base64, as AWS writes it. */
  get value(): string {
    const { bytes } = this.#polynomial
    const out = Buffer.alloc(8)
    out.writeUInt32BE(this.#sum.high, 0)
    out.writeUInt32BE(this.#sum.low, 4)
    return out.subarray(0, bytes).toString('base64')
  }

  /** x^(8 * size). */
  #power(size: number): Element {
    const known = this.#powers.get(size)
    if (known !== undefined) return known
    let power: Element = ONE
    let square: Element = { high: 0x80000000 >>> 8, low: 0 }
    for (let left = size; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) power = multiply(power, square, this.#polynomial)
      square = multiply(square, square, this.#polynomial)
    }
    if (this.#powers.size < MAX_POWERS) this.#powers.set(size, power)
    return power
  }
}

const MAX_POWERS = 64

/** Up to 64 coefficients, from the highest bit of `high` (x^0) on; of a CRC of 32 bits `low` is 0. Bit operations of JavaScript have 32 bits. */
interface Element {
  readonly high: number
  readonly low: number
}

const ZERO: Element = { high: 0, low: 0 }
const ONE: Element = { high: 0x80000000, low: 0 }

const read = (bytes: Buffer): Element => ({ high: bytes.readUInt32BE(0), low: bytes.length === 8 ? bytes.readUInt32BE(4) : 0 })
const plus = (a: Element, b: Element): Element => ({ high: (a.high ^ b.high) >>> 0, low: (a.low ^ b.low) >>> 0 })

/** The product modulo the polynomial: for each coefficient of `a`, from x^0 on, adds `b`, and multiplies `b` by x. */
function multiply(a: Element, b: Element, { bytes, bits }: Polynomial): Element {
  const polynomialHigh = Number(bytes === 8 ? bits >> 32n : bits)
  const polynomialLow = Number(bytes === 8 ? bits & 0xffffffffn : 0n)
  let { high, low } = b
  let sumHigh = 0
  let sumLow = 0
  for (let at = 0; at < 8 * bytes; at++) {
    const word = at < 32 ? a.high : a.low
    if ((word >>> (31 - (at & 31))) & 1) {
      sumHigh ^= high
      sumLow ^= low
    }
    const overflows = (bytes === 8 ? low : high) & 1
    if (bytes === 8) low = (low >>> 1) | (high << 31)
    high >>>= 1
    if (overflows) {
      high ^= polynomialHigh
      low ^= polynomialLow
    }
  }
  return { high: sumHigh >>> 0, low: sumLow >>> 0 }
}
