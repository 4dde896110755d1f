import { crc32, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { qrCode } from './qr-code.js'
import { qrCodePng } from './qr-code-png.js'

/** The chunks of a PNG image, each compared with its checksum. */
function chunksOf(png: Buffer): [type: string, data: Buffer][] {
  const chunks: [string, Buffer][] = []
  for (let at = 8; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at)
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)))
    chunks.push([png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end)])
    at = end + 4
  }
  return chunks
}

describe('the image of a QR code', () => {
  it('is a PNG of five pixels per module with a margin of four white modules', () => {
    const png = Buffer.from(qrCodePng('daypass'))
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    const [header, image, end, ...more] = chunksOf(png)
    expect([header?.[0], image?.[0], end?.[0], more]).toEqual(['IHDR', 'IDAT', 'IEND', []])
    const side = (21 + 8) * 5
    expect([header?.[1].readUInt32BE(0), header?.[1].readUInt32BE(4), ...(header?.[1].subarray(8) ?? [])]).toEqual([
      side,
      side,
      1,
      0,
      0,
      0,
      0,
    ])
    const lines = inflateSync(image?.[1] ?? Buffer.alloc(0))
    const stride = 1 + Math.ceil(side / 8)
    expect(lines).toHaveLength(side * stride)
    const isDark = (x: number, y: number) => (((lines[y * stride + 1 + (x >>> 3)] as number) >>> (7 - (x & 7))) & 1) === 0
    const modules = qrCode('daypass')
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        if (isDark(x, y) !== (modules[Math.floor(y / 5) - 4]?.[Math.floor(x / 5) - 4] === true)) throw new Error(`pixel ${x}, ${y}`)
  })
})
