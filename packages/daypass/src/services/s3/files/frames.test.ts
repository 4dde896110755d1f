import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FRAME_BYTES, FrameSealer, framesOf, openFrame, SEALED_FRAME, sealedSize } from './frames.js'

const KEY = Buffer.alloc(32, 1)

function sealed(...chunks: Uint8Array[]): Buffer {
  const sealer = new FrameSealer(KEY)
  return Buffer.concat([...chunks.flatMap((chunk) => sealer.add(chunk)), ...sealer.end()])
}

const frameOf = (bytes: Uint8Array, frame: number): Uint8Array => bytes.subarray(frame * SEALED_FRAME, (frame + 1) * SEALED_FRAME)

/** All frames of a sealed body, opened. */
const opened = (bytes: Uint8Array): (Uint8Array | undefined)[] =>
  Array.from({ length: Math.ceil(bytes.length / SEALED_FRAME) }, (_, frame) => openFrame(KEY, frame, frameOf(bytes, frame)))

describe('frames', () => {
  it.each([
    [0, 1],
    [1, 1],
    [FRAME_BYTES, 1],
    [FRAME_BYTES + 1, 2],
    [3 * FRAME_BYTES, 3],
  ])('a body of %i bytes has %i, each 16 bytes longer than what it holds', (size, frames) => {
    expect([framesOf(size), sealedSize(size)]).toEqual([frames, size + 16 * frames])
    expect(sealed(Buffer.alloc(size))).toHaveLength(sealedSize(size))
  })

  it('hold the same bytes however they come', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: FRAME_BYTES }), { maxLength: 6 })
    fc.assert(
      fc.property(chunks, (parts) => {
        const whole = Buffer.concat(parts)
        const bytes = sealed(...parts)
        expect(bytes.equals(sealed(whole))).toBe(true)
        expect(Buffer.concat(opened(bytes) as Uint8Array[]).equals(whole)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('do not show what they hold, and two equal ones look different', () => {
    const bytes = sealed(Buffer.alloc(2 * FRAME_BYTES, 'plain text'))
    expect(bytes.includes('plain')).toBe(false)
    expect(Buffer.compare(frameOf(bytes, 0), frameOf(bytes, 1))).not.toBe(0)
  })

  it('do not open with another bit, key or number, cut off, or longer', () => {
    const bytes = sealed(Buffer.alloc(FRAME_BYTES + 100, 'x'))
    const first = frameOf(bytes, 0)
    fc.assert(
      fc.property(fc.nat(SEALED_FRAME - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const flipped = Buffer.from(first)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
        expect(openFrame(KEY, 0, flipped)).toBeUndefined()
      }),
      { numRuns: 100 },
    )
    expect(openFrame(Buffer.alloc(32, 2), 0, first)).toBeUndefined()
    expect(openFrame(KEY, 1, first)).toBeUndefined()
    expect(openFrame(KEY, 0, frameOf(bytes, 1))).toBeUndefined()
    expect(openFrame(KEY, 0, first.subarray(0, -1))).toBeUndefined()
    expect(openFrame(KEY, 0, Buffer.concat([first, Buffer.alloc(1)]))).toBeUndefined()
    expect(openFrame(KEY, 0, first.subarray(0, 15))).toBeUndefined()
  })
})
