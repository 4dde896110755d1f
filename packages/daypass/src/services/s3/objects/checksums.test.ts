import { describe, expect, it } from 'vitest'
import { checkDeclared, checksumMembers, declaredChecksums } from './checksums.js'

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

  it('have a type only if there are any', () => {
    expect(checksumMembers({})).toMatchObject({ ChecksumType: undefined })
    expect(checksumMembers({ CRC32: 'NhCmhg==' })).toMatchObject({ ChecksumCRC32: 'NhCmhg==', ChecksumType: 'FULL_OBJECT' })
  })
})
