import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexHeaders } from '../headers.js'
import type { Trailers } from './aws-chunked.js'
import { checkBody } from './check-body.js'
import {
  type ChecksumAlgorithm,
  type ChecksumProblem,
  contentSha256,
  type ExpectedDigest,
  expectedDigests,
  startChecksum,
} from './checksums.js'
import { crc32, crc32InScript } from './crc.js'

function sumOf(algorithm: ChecksumAlgorithm, ...parts: readonly Uint8Array[]): Buffer {
  const sum = startChecksum(algorithm)
  for (const part of parts) sum.update(part)
  return sum.digest()
}

const DIGITS = Buffer.from('123456789')
const ALGORITHMS: readonly ChecksumAlgorithm[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256']

describe('a checksum', () => {
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ] as const)('%s of 123456789 is its published check value', (algorithm, hex) => {
    expect(sumOf(algorithm, DIGITS).toString('hex')).toBe(hex)
  })

  it('crc64nvme of a hundred x is what the C++ SDK sends', () => {
    expect(sumOf('crc64nvme', Buffer.alloc(100, 'x')).toString('base64')).toBe('EYfZ6+g5kmA=')
  })

  it.each(ALGORITHMS)('%s is the same in any pieces', (algorithm) => {
    fc.assert(fc.property(fc.array(fc.uint8Array()), (parts) => sumOf(algorithm, ...parts).equals(sumOf(algorithm, Buffer.concat(parts)))))
  })

  it.each(ALGORITHMS)('%s can be read twice', (algorithm) => {
    const sum = startChecksum(algorithm)
    sum.update(DIGITS)
    expect(sum.digest().equals(sum.digest())).toBe(true)
  })

  it('crc32 is the same with and without zlib', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        const sum = crc32()
        sum.update(a)
        sum.update(b)
        return sum.digest().readUInt32BE() === crc32InScript(b, crc32InScript(a, 0))
      }),
    )
  })
})

const HELLO = Buffer.from('hello\n')
const HELLO_CRC32 = sumOf('crc32', HELLO).toString('base64')

function digestsOf(headers: Readonly<Record<string, string>>, trailers: readonly string[] = []) {
  return expectedDigests(indexHeaders(Object.entries(headers).flat()), trailers)
}

describe('the digests of a request', () => {
  it('are the checksum headers and Content-MD5, not headers about them', () => {
    const digests = digestsOf({
      'Content-MD5': 'sZRqySSS0jR8YjW00mERhA==',
      'X-Amz-Checksum-CRC32': HELLO_CRC32,
      'x-amz-checksum-type': 'FULL_OBJECT',
      'x-amz-checksum-mode': 'ENABLED',
      'x-amz-checksum-algorithm': 'CRC32',
      'x-amz-sdk-checksum-algorithm': 'CRC32',
    }) as readonly ExpectedDigest[]
    expect(digests.map(({ name }) => name)).toEqual(['content-md5', 'x-amz-checksum-crc32'])
  })

  it.each<[string, Record<string, string>, readonly string[], ChecksumProblem]>([
    ['no base64', { 'x-amz-checksum-crc32': '!!!!' }, [], { checksum: 'invalid', names: ['x-amz-checksum-crc32'] }],
    ['a wrong length', { 'x-amz-checksum-sha256': HELLO_CRC32 }, [], { checksum: 'invalid', names: ['x-amz-checksum-sha256'] }],
    ['a non-canonical spelling', { 'x-amz-checksum-crc32': 'NjowIB==' }, [], { checksum: 'invalid', names: ['x-amz-checksum-crc32'] }],
    ['nothing', { 'content-md5': '' }, [], { checksum: 'invalid', names: ['content-md5'] }],
    [
      'an unsupported algorithm',
      { 'x-amz-checksum-xxhash64': 'AAAA' },
      [],
      { checksum: 'unsupported', names: ['x-amz-checksum-xxhash64'] },
    ],
    ['an unsupported trailer', {}, ['x-amz-checksum-md5'], { checksum: 'unsupported', names: ['x-amz-checksum-md5'] }],
    [
      'two checksums',
      { 'x-amz-checksum-crc32': HELLO_CRC32 },
      ['x-amz-checksum-sha1'],
      { checksum: 'several', names: ['x-amz-checksum-crc32', 'x-amz-checksum-sha1'] },
    ],
    [
      'one checksum in header and trailer',
      { 'x-amz-checksum-crc32': HELLO_CRC32 },
      ['x-amz-checksum-crc32'],
      { checksum: 'several', names: ['x-amz-checksum-crc32', 'x-amz-checksum-crc32'] },
    ],
  ])('are a problem for %s', (_, headers, trailers, problem) => {
    expect(digestsOf(headers, trailers)).toEqual(problem)
  })
})

async function* body(parts: readonly string[], trailers?: Trailers): AsyncGenerator<Uint8Array, Trailers | undefined> {
  for (const part of parts) yield Buffer.from(part)
  return trailers
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const part of source) text += Buffer.from(part).toString()
  return text
}

const SHA256 = sumOf('sha256', HELLO).toString('hex')

describe('the digest of bytes that are all there', () => {
  const kinds = ['Content-MD5', ...ALGORITHMS.map((algorithm) => `x-amz-checksum-${algorithm}`)]
  const found = kinds.map((name) => digestsOf({}, [name.toLowerCase()]))
  it.each(found.flatMap((digests) => ('checksum' in digests ? [] : digests)))(
    '$name is that of the same bytes in pieces',
    ({ start, of }) => {
      fc.assert(
        fc.property(fc.uint8Array(), (bytes) => {
          const sum = start()
          sum.update(bytes)
          return sum.digest().equals(of(bytes))
        }),
      )
    },
  )

  it('is known for every algorithm', () => {
    expect(found.flatMap((digests) => ('checksum' in digests ? [] : digests))).toHaveLength(6)
  })
})

describe('a checked body', () => {
  it.each<[string, readonly ExpectedDigest[], Trailers | undefined]>([
    ['nothing', [], undefined],
    ['a header', digestsOf({ 'x-amz-checksum-crc32': HELLO_CRC32 }) as ExpectedDigest[], undefined],
    ['Content-MD5', digestsOf({ 'content-md5': 'sZRqySSS0jR8YjW00mERhA==' }) as ExpectedDigest[], undefined],
    ['a trailer', digestsOf({}, ['x-amz-checksum-crc32']) as ExpectedDigest[], new Map([['x-amz-checksum-crc32', 'NjowIA==']])],
    ['x-amz-content-sha256', [contentSha256(SHA256)], undefined],
  ])('passes when it matches %s', async (_, digests, trailers) => {
    expect(await drain(checkBody(body(['hel', 'lo\n'], trailers), digests))).toBe('hello\n')
  })

  it.each<[string, readonly ExpectedDigest[], Trailers | undefined, string]>([
    ['a header', digestsOf({ 'x-amz-checksum-crc32': 'AAAAAA==' }) as ExpectedDigest[], undefined, 'bad-digest'],
    ['Content-MD5', digestsOf({ 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }) as ExpectedDigest[], undefined, 'bad-digest'],
    [
      'a trailer',
      digestsOf({}, ['x-amz-checksum-crc32']) as ExpectedDigest[],
      new Map([['x-amz-checksum-crc32', 'AAAAAA==']]),
      'bad-digest',
    ],
    [
      'a trailer of another type',
      digestsOf({}, ['x-amz-checksum-crc32']) as ExpectedDigest[],
      new Map([['x-amz-checksum-crc32', 'AA==']]),
      'invalid-checksum',
    ],
    ['a missing trailer', digestsOf({}, ['x-amz-checksum-crc32']) as ExpectedDigest[], undefined, 'invalid-checksum'],
    ['x-amz-content-sha256', [contentSha256(SHA256.replace(/^./, 'f').replace(/.$/, '0'))], undefined, 'content-hash-mismatch'],
  ])('throws when it does not match %s', async (_, digests, trailers, problem) => {
    await expect(drain(checkBody(body(['hello\n'], trailers), digests))).rejects.toMatchObject({ name: 'ChunkProblem', problem })
  })

  it('ends its source when the reader stops', async () => {
    let isEnded = false
    const source = (async function* (): AsyncGenerator<Uint8Array, undefined> {
      try {
        yield HELLO
        yield HELLO
      } finally {
        isEnded = true
      }
      return undefined
    })()
    for await (const part of checkBody(source, [])) {
      expect(part).toEqual(HELLO)
      break
    }
    expect(isEnded).toBe(true)
  })
})
