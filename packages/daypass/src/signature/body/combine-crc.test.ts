import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startChecksum } from './checksums.js'
import { type CombinableCrc, CrcOfParts } from './combine-crc.js'

const ALGORITHMS: readonly CombinableCrc[] = ['crc32', 'crc32c', 'crc64nvme']

function crcOf(algorithm: CombinableCrc, bytes: Uint8Array): string {
  const sum = startChecksum(algorithm)
  sum.update(bytes)
  return sum.digest().toString('base64')
}

describe('the checksum of parts', () => {
  it.each(ALGORITHMS)('%s is that of the whole, whatever the parts are', (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (parts) => {
        const combined = new CrcOfParts(algorithm)
        for (const part of parts) combined.add({ value: crcOf(algorithm, part), size: part.length })
        expect(combined.value).toBe(crcOf(algorithm, Buffer.concat(parts)))
      }),
    )
  })

  it.each(ALGORITHMS)('%s is right for parts of megabytes', (algorithm) => {
    const parts = [Buffer.alloc(5_242_880, 'a'), Buffer.alloc(5_242_880, 'b'), Buffer.alloc(1_048_577, 'c')]
    const combined = new CrcOfParts(algorithm)
    for (const part of parts) combined.add({ value: crcOf(algorithm, part), size: part.length })
    expect(combined.value).toBe(crcOf(algorithm, Buffer.concat(parts)))
  })

  it('refuses what is not a checksum of the algorithm', () => {
    expect(() => new CrcOfParts('crc32').add({ value: 'AAAA', size: 1 })).toThrow(TypeError)
  })
})
