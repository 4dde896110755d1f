import { correctionOf } from './reed-solomon.js'

/** Level M by version (ISO/IEC 18004:2015, table 9): error correction codewords per block, 28 for versions that are not listed, and blocks. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26]
const BLOCKS = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45,
  47, 49,
]
const correctionIn = (version: number): number => CORRECTION[version - 1] ?? 28
const blocksIn = (version: number): number => BLOCKS[version - 1] as number

/** The centres of the alignment patterns of a version, in either direction (ISO/IEC 18004:2015, annex E). */
export function alignmentCentres(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  const last = version * 4 + 10
  return [6, ...Array.from({ length: count - 1 }, (_, i) => last - (count - 2 - i) * step)]
}

/** The codewords of a version, data and error correction together: the space that its function patterns leave. */
function totalCodewords(version: number): number {
  const centres = alignmentCentres(version).length
  const alignment = centres === 0 ? 0 : (25 * centres - 10) * centres - 55
  return Math.floor(((16 * version + 128) * version + 64 - alignment - (version >= 7 ? 36 : 0)) / 8)
}

const dataCodewords = (version: number): number => totalCodewords(version) - correctionIn(version) * blocksIn(version)

/** The bytes that a version holds in byte mode: four bits are the mode, eight or sixteen the length. */
export const capacity = (version: number): number => dataCodewords(version) - (version < 10 ? 2 : 3)

/** The smallest version that holds this many bytes. */
export function versionFor(length: number): number {
  for (let version = 1; version <= 40; version++) if (length <= capacity(version)) return version
  throw new RangeError(`${length} bytes do not fit into a QR code of level M`)
}

/** Mode, length, the bytes, terminator and padding (ISO/IEC 18004:2015, 7.4.5, 7.4.9, 7.4.10). */
export function dataOf(bytes: Uint8Array, version: number): Uint8Array {
  const length = bytes.length.toString(16).padStart(version < 10 ? 2 : 4, '0')
  // The mode is one hexadecimal digit, 4, and so is the terminator, so everything between them is whole bytes.
  const head = Buffer.from(`4${length}${Buffer.from(bytes).toString('hex')}0`, 'hex')
  return Uint8Array.from({ length: dataCodewords(version) }, (_, i) => head[i] ?? ((i - head.length) % 2 === 0 ? 0xec : 0x11))
}

/** The final sequence: data in blocks (later ones can be a codeword longer), each with its correction; then codeword by codeword of every block (7.6). */
export function codewordsOf(bytes: Uint8Array, version: number): Uint8Array {
  const data = dataOf(bytes, version)
  const blocks = blocksOf(data, blocksIn(version))
  const corrections = blocks.map((block) => correctionOf(block, correctionIn(version)))
  return Uint8Array.from([...interleaved(blocks), ...interleaved(corrections)])
}

function blocksOf(data: Uint8Array, count: number): Uint8Array[] {
  const short = Math.floor(data.length / count)
  const shorts = count - (data.length % count)
  const start = (i: number) => i * short + Math.max(0, i - shorts)
  return Array.from({ length: count }, (_, i) => data.subarray(start(i), start(i + 1)))
}

function interleaved(blocks: readonly Uint8Array[]): number[] {
  const longest = Math.max(...blocks.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => blocks.flatMap((block) => block[i] ?? [])).flat()
}
