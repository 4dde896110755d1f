import { crc32, deflateSync } from 'node:zlib'
import { qrCode } from './qr-code.js'

/** Pixels per module, and modules of the quiet zone around the symbol (ISO/IEC 18004:2015, 6.3.8). */
const SCALE = 5
const QUIET = 4
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The QR code of a text as a black and white PNG image, one bit per pixel (RFC 2083). */
export function qrCodePng(text: string): Uint8Array {
  const modules = qrCode(text)
  const side = (modules.length + 2 * QUIET) * SCALE
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // One bit, greyscale; the only compression and filter methods that exist, and no interlacing.
  header[8] = 1
  const lines = Array.from({ length: side }, (_, y) => lineOf(modules[Math.floor(y / SCALE) - QUIET], side))
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(lines))), chunk('IEND', Buffer.alloc(0))])
}

/** One line of pixels after its filter byte; white is 1. Outside the symbol there are no rows and no modules: white. */
function lineOf(row: readonly boolean[] | undefined, side: number): Buffer {
  const line = Buffer.alloc(1 + Math.ceil(side / 8))
  for (let x = 0; x < side; x++) {
    const at = 1 + (x >>> 3)
    if (row?.[Math.floor(x / SCALE) - QUIET] !== true) line[at] = (line[at] as number) | (0x80 >>> (x & 7))
  }
  return line
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
