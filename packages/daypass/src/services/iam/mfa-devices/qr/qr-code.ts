// qr: QR codes as PNG images, for the seeds of MFA devices. Only byte mode and error correction level M. Refuses text that does not fit into version
// 40. Knows nothing about what the text means.

import { codewordsOf, versionFor } from './codewords.js'
import { functionPatterns, type Modules } from './function-patterns.js'
import { penalty } from './penalty.js'

type Mask = (x: number, y: number) => number

/** The data masks (ISO/IEC 18004:2015, table 10): a module is inverted where its mask is 0. */
const MASKS: readonly Mask[] = [
  (x, y) => (x + y) % 2,
  (_x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]

/**
 * The QR code of a text: byte mode, error correction level M, the smallest version that holds it (ISO/IEC 18004:2015). Rows of modules, dark ones are
 * true.
 */
export function qrCode(text: string): readonly (readonly boolean[])[] {
  const bytes = Buffer.from(text, 'utf8')
  const version = versionFor(bytes.length)
  const codewords = codewordsOf(bytes, version)
  const symbols = MASKS.map((mask, number) => withData(functionPatterns(version, number), codewords, mask))
  const scores = symbols.map(penalty)
  return symbols[scores.indexOf(Math.min(...scores))] as boolean[][]
}

/** Bits go up and down in columns two modules wide, from the right, around the fixed modules (7.7.3). After the last codeword they are 0. */
function withData(modules: Modules, codewords: Uint8Array, mask: Mask): boolean[][] {
  let bit = 0
  for (const { x, y } of inZigzag(modules.length)) {
    const row = modules[y] as Modules[number]
    if (row[x] !== undefined) continue
    row[x] = (((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) !== (mask(x, y) === 0 ? 1 : 0)
    bit++
  }
  return modules as boolean[][]
}

/** The column of the timing pattern is skipped. */
function* inZigzag(size: number): Generator<{ x: number; y: number }> {
  let isUp = true
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let i = 0; i < size; i++) for (const x of [right, right - 1]) yield { x, y: isUp ? size - 1 - i : i }
    isUp = !isUp
  }
}
