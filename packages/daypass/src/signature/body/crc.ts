import * as zlib from 'node:zlib'

/** A running checksum over bytes. */
export interface RunningSum {
  update(bytes: Uint8Array): void
  /** The checksum so far, big-endian, as AWS encodes it in base64. */
  digest(): Buffer
}

/** The table of a reflected CRC-32 polynomial. */
function table32(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    return crc
  })
}

function crc32ByTable(table: Uint32Array): (bytes: Uint8Array, crc: number) => number {
  return (bytes, start) => {
    let crc = ~start
    for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] as number)) & 0xff] as number)
    return ~crc >>> 0
  }
}

function sum32(step: (bytes: Uint8Array, crc: number) => number): RunningSum {
  let crc = 0
  return {
    update(bytes) {
      crc = step(bytes, crc)
    },
    digest() {
      const out = Buffer.alloc(4)
      out.writeUInt32BE(crc)
      return out
    },
  }
}

/** CRC-32 in JavaScript, for a Node without zlib.crc32 (before 20.15). */
export const crc32InScript = crc32ByTable(table32(0xedb88320))
const crc32Step = (zlib.crc32 as typeof zlib.crc32 | undefined) ?? crc32InScript
const crc32cStep = crc32ByTable(table32(0x82f63b78))

/** CRC-32 of ISO 3309. */
export function crc32(): RunningSum {
  return sum32(crc32Step)
}

/** CRC-32C (Castagnoli), RFC 3720 appendix B.4. */
export function crc32c(): RunningSum {
  return sum32(crc32cStep)
}

/**
 * The reflected polynomial of CRC-64/NVME (NVM Express specification), 0x9A6C9329AC4BC9B5, in two halves: JavaScript's bit operations have 32 bits.
 */
const HIGH = 0x9a6c9329
const LOW = 0xac4bc9b5
/** Bytes that one step takes: each has a table of its own, so that a step waits for one sum and not for eight (Intel's "slicing by 8"). */
const SLICE = 8
/** Table `k` of a byte, at `256 * k + byte`: what the byte adds to the sum `k` bytes later. */
const HIGHS = new Uint32Array(256 * SLICE)
const LOWS = new Uint32Array(256 * SLICE)

for (let byte = 0; byte < 256; byte++) {
  let high = 0
  let low = byte
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = low & 1
    low = (low >>> 1) | (high << 31)
    high >>>= 1
    if (isOdd) {
      low ^= LOW
      high ^= HIGH
    }
  }
  HIGHS[byte] = high
  LOWS[byte] = low
}
for (let at = 256; at < 256 * SLICE; at++) {
  const high = HIGHS[at - 256] as number
  const low = LOWS[at - 256] as number
  HIGHS[at] = (high >>> 8) ^ (HIGHS[low & 0xff] as number)
  LOWS[at] = ((low >>> 8) | (high << 24)) ^ (LOWS[low & 0xff] as number)
}

/** CRC-64/NVME: initial value and final exclusive-or all ones. Every object that comes without a checksum has one, so the loop is written out. */
export function crc64nvme(): RunningSum {
  let high = -1
  let low = -1
  return {
    update(bytes) {
      const end = bytes.length - (bytes.length % SLICE)
      let i = 0
      for (; i < end; i += SLICE) {
        const a = 1792 + ((low ^ (bytes[i] as number)) & 0xff)
        const b = 1536 + (((low >>> 8) ^ (bytes[i + 1] as number)) & 0xff)
        const c = 1280 + (((low >>> 16) ^ (bytes[i + 2] as number)) & 0xff)
        const d = 1024 + ((low >>> 24) ^ (bytes[i + 3] as number))
        const e = 768 + ((high ^ (bytes[i + 4] as number)) & 0xff)
        const f = 512 + (((high >>> 8) ^ (bytes[i + 5] as number)) & 0xff)
        const g = 256 + (((high >>> 16) ^ (bytes[i + 6] as number)) & 0xff)
        const h = (high >>> 24) ^ (bytes[i + 7] as number)
        low = LOWS[a]! ^ LOWS[b]! ^ LOWS[c]! ^ LOWS[d]! ^ (LOWS[e]! ^ LOWS[f]! ^ LOWS[g]! ^ LOWS[h]!)
        high = HIGHS[a]! ^ HIGHS[b]! ^ HIGHS[c]! ^ HIGHS[d]! ^ (HIGHS[e]! ^ HIGHS[f]! ^ HIGHS[g]! ^ HIGHS[h]!)
      }
      for (; i < bytes.length; i++) {
        const at = (low ^ (bytes[i] as number)) & 0xff
        low = ((low >>> 8) | (high << 24)) ^ (LOWS[at] as number)
        high = (high >>> 8) ^ (HIGHS[at] as number)
      }
    },
    digest() {
      const out = Buffer.alloc(8)
      out.writeUInt32BE(~high >>> 0, 0)
      out.writeUInt32BE(~low >>> 0, 4)
      return out
    },
  }
}
