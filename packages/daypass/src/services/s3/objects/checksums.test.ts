import { describe, expect, it } from 'vitest'
import { bringsChecksum, checkDeclared, checksumMembers, declaredChecksums } from './checksums.js'

const at = { Bucket: 'data', Key: 'k' }

describe('declared checksums', () => {
  it.each([
    [{}, {}],
    [{ ChecksumSHA1: 'a' }, { SHA1: 'a' }],
    [{ trailers: () => new Map([['x-amz-checksum-sha256', 'b']]) }, { SHA256: 'b' }],
    [{ trailers: () => new Map([['x-amz-meta-a', 'b']]) }, {}],
  ])('of %j are read as %j', (input, expected) => {
    expect(declaredChecksums({ ...at, ...input })).toEqual(expected)
  })

  it.each([
    [{ ChecksumCRC32: 'NhCmhg==', ChecksumCRC32C: 'mnG7TA==' }, 'Multiple'],
    [{ ChecksumCRC32: '' }, 'crc32 '],
    [{ ChecksumCRC64NVME: 'NhCmhg==' }, 'crc64nvme '],
    [{ ChecksumSHA1: '####' }, 'sha1 '],
  ])('%j are refused', (input, text) => {
    expect(() => checkDeclared({ ...at, ...input })).toThrow(text)
  })

  const NONE = 'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.'
  it.each([
    [{ ChecksumAlgorithm: 'CRC32' }, NONE],
    [{ ChecksumAlgorithm: 'SHA1', ChecksumCRC32: 'NhCmhg==' }, 'Value for x-amz-sdk-checksum-algorithm header is invalid.'],
    [{ ChecksumAlgorithm: 'MD4' }, 'Checksum algorithm provided is unsupported.'],
  ])('%j are refused: %s', (input, text) => {
    expect(() => declaredChecksums({ ...at, ...input })).toThrow(text)
  })

  it('may be announced by their algorithm, in any case', () => {
    expect(declaredChecksums({ ...at, ChecksumAlgorithm: 'crc32', ChecksumCRC32: 'NhCmhg==' })).toEqual({ CRC32: 'NhCmhg==' })
  })

  it('are known to come before the body does', () => {
    expect([{}, { ChecksumCRC32: 'x' }, { trailerNames: ['x-amz-checksum-sha1'] }].map((one) => bringsChecksum({ ...at, ...one }))).toEqual(
      [false, true, true],
    )
  })

  it('have a type only if there are any', () => {
    expect(checksumMembers({})).toMatchObject({ ChecksumType: undefined })
    expect(checksumMembers({ CRC32: 'NhCmhg==' })).toMatchObject({ ChecksumCRC32: 'NhCmhg==', ChecksumType: 'FULL_OBJECT' })
  })
})
