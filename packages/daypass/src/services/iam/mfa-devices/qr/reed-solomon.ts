/** Product in the field of 256 elements modulo x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004:2015, 7.5.2). */
function multiply(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((other >>> bit) & 1) * one
  }
  return product
}

/** The product of (x - 2^0) … (x - 2^(degree-1)), from the second highest coefficient down; the highest is 1. */
function generator(degree: number): Uint8Array {
  const coefficients = new Uint8Array(degree)
  coefficients[degree - 1] = 1
  for (let i = 0, power = 1; i < degree; i++, power = multiply(power, 2))
    for (let j = 0; j < degree; j++) coefficients[j] = multiply(coefficients[j] as number, power) ^ (coefficients[j + 1] ?? 0)
  return coefficients
}

/** `count` error correction codewords of a block: the remainder of its division by the generator (ISO/IEC 18004:2015, 7.5.2). */
export function correctionOf(block: Uint8Array, count: number): Uint8Array {
  const divisor = generator(count)
  const remainder = new Uint8Array(count)
  for (const byte of block) {
    const factor = byte ^ (remainder[0] as number)
    remainder.copyWithin(0, 1)
    remainder[count - 1] = 0
    for (let i = 0; i < count; i++) remainder[i] = (remainder[i] as number) ^ multiply(divisor[i] as number, factor)
  }
  return remainder
}
