import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCredentials, type Signed } from '../parse-credentials.js'
import { isProblem } from '../problem.js'
import { deriveSigningKey } from '../signing-keys.js'
import { type Verified, verifySignature } from '../verify.js'
import { decodeAwsChunked, type Trailers } from './aws-chunked.js'
import { startChecksum } from './checksums.js'
import { ChunkProblem } from './chunk-problem.js'
import { type ChunkedBody, chunkedBody } from './chunked-body.js'
import { encodeAwsChunked } from './encode-aws-chunked.js'

const SECRET = createSecretKey(Buffer.from('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'))
const NOW = Date.UTC(2013, 4, 24)
const signingKey = deriveSigningKey(SECRET, { date: '20130524', region: 'us-east-1', service: 's3' })
const signing = { signingKey, seed: '0'.repeat(64), timestamp: '20130524T000000Z', scope: '20130524/us-east-1/s3/aws4_request' }

async function* stream(...parts: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string)
}

interface Decoded {
  readonly pieces: readonly Buffer[]
  readonly trailers: Trailers
}

async function decode(source: AsyncIterable<Uint8Array>, body: ChunkedBody, maxChunkBytes?: number): Promise<Decoded> {
  const decoder = decodeAwsChunked(source, body, maxChunkBytes === undefined ? {} : { maxChunkBytes })
  const pieces: Buffer[] = []
  for (;;) {
    const next = await decoder.next()
    if (next.done) return { pieces, trailers: next.value }
    pieces.push(Buffer.from(next.value))
  }
}

async function text(source: AsyncIterable<Uint8Array>, body: ChunkedBody): Promise<string> {
  return Buffer.concat((await decode(source, body)).pieces).toString('latin1')
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}

async function problemOf(source: AsyncIterable<Uint8Array>, body: ChunkedBody, maxChunkBytes?: number): Promise<string> {
  try {
    await decode(source, body, maxChunkBytes)
  } catch (error) {
    if (error instanceof ChunkProblem) return error.problem
    throw error
  }
  return 'none'
}

/** The published examples of the S3 API Reference: 66,560 times `a` in chunks of 64 KiB, without and with a trailer. */
const EXAMPLES = {
  plain: {
    seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    chunks: [
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ],
    headers: ['content-length', '66824', 'x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'],
    end: '\r\n',
  },
  trailer: {
    seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    chunks: [
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    ],
    headers: ['x-amz-trailer', 'x-amz-checksum-crc32c', 'x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'],
    end:
      'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
      'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
  },
} as const

function example(name: keyof typeof EXAMPLES) {
  const { seed, chunks, headers, end } = EXAMPLES[name]
  const all = [
    ...['host', 's3.amazonaws.com', 'x-amz-date', '20130524T000000Z', 'x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    ...['content-encoding', 'aws-chunked', 'x-amz-decoded-content-length', '66560', ...headers],
  ]
  const names = all.filter((_, i) => i % 2 === 0).sort()
  const credential = 'Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request'
  all.push('authorization', `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${names.join(';')},Signature=${seed}`)
  const request = { method: 'PUT', path: '/examplebucket/chunkObject.txt', query: '', headers: all }
  const [first, second, last] = chunks
  const a = 'a'.repeat(65_536)
  const body = `10000;chunk-signature=${first}\r\n${a}\r\n400;chunk-signature=${second}\r\n${a.slice(0, 1024)}\r\n0;chunk-signature=${last}\r\n${end}`
  return { request, body }
}

function plan(name: keyof typeof EXAMPLES): ChunkedBody {
  const { request } = example(name)
  const presented = parseCredentials(request)
  if (isProblem(presented)) throw new Error(presented.problem)
  const options = { service: 's3', normalizePath: false, streamsBodies: true }
  const verified = verifySignature({ request, presented, signingKeyFor: () => signingKey, now: NOW, options })
  if (isProblem(verified)) throw new Error(verified.problem)
  return chunkedBody(presented as Signed, verified) as ChunkedBody
}

describe('the published chunk examples', () => {
  it('without a trailer is verified from the request to the last chunk', async () => {
    expect(await text(stream(example('plain').body), plan('plain'))).toBe('a'.repeat(66_560))
  })

  it('with a trailer is verified to the trailer, which matches the bytes', async () => {
    const { pieces, trailers } = await decode(stream(example('trailer').body), plan('trailer'))
    expect([...trailers]).toEqual([['x-amz-checksum-crc32c', 'sOO8/Q==']])
    const sum = startChecksum('crc32c')
    for (const piece of pieces) sum.update(piece)
    expect(sum.digest().toString('base64')).toBe('sOO8/Q==')
    expect(pieces.map(({ length }) => length)).toEqual([65_536, 1024])
  })

  it.each(['plain', 'trailer'] as const)('%s is what daypass would have sent', async (name) => {
    const a = Buffer.alloc(65_536, 'a')
    const trailers = name === 'trailer' ? { trailers: () => [['x-amz-checksum-crc32c', 'sOO8/Q==']] as const } : {}
    const start = { ...signing, seed: EXAMPLES[name].seed }
    const sent = await collect(encodeAwsChunked([a, a.subarray(0, 1024)], { signing: start, ...trailers }))
    expect(sent.toString('latin1')).toBe(example(name).body)
  })
})

const HELLO = { decodedLength: 11, trailerNames: [], hasTrailer: false, signing }
const UNSIGNED = { decodedLength: 6, trailerNames: ['x-amz-checksum-crc32'], hasTrailer: true }
const UNSIGNED_TEXT = '6\r\nhello\n\r\n0\r\nx-amz-checksum-crc32:NjowIA==\r\n\r\n'

function sentences(kind: 'signed' | 'signed-trailer' | 'unsigned-trailer'): Promise<Buffer> {
  const trailers = kind === 'signed' ? {} : { trailers: () => [['x-amz-checksum-crc32', 'DUoRhQ==']] as const }
  return collect(
    encodeAwsChunked([Buffer.from('hello'), Buffer.from(' world')], kind === 'unsigned-trailer' ? trailers : { signing, ...trailers }),
  )
}

const PLANS = {
  signed: HELLO,
  'signed-trailer': { ...HELLO, hasTrailer: true, trailerNames: ['x-amz-checksum-crc32'] },
  'unsigned-trailer': { decodedLength: 11, hasTrailer: true, trailerNames: ['x-amz-checksum-crc32'] },
}
const KINDS = Object.keys(PLANS) as (keyof typeof PLANS)[]

describe('an aws-chunked body', () => {
  it('with an unsigned trailer is read as botocore and the C++ SDK send it', async () => {
    const { pieces, trailers } = await decode(stream(UNSIGNED_TEXT), UNSIGNED)
    expect(Buffer.concat(pieces).toString()).toBe('hello\n')
    expect([...trailers]).toEqual([['x-amz-checksum-crc32', 'NjowIA==']])
  })

  it('with a signed trailer is read as minio-go sends it', async () => {
    const sent = (await sentences('signed-trailer')).toString()
    const asMinio = sent.replace('DUoRhQ==\r\n', 'DUoRhQ==\n\r\n')
    expect(asMinio).not.toBe(sent)
    expect(await text(stream(asMinio), PLANS['signed-trailer'])).toBe('hello world')
  })

  it('may be empty', async () => {
    const sent = await collect(encodeAwsChunked([], { signing }))
    expect(await text(stream(sent), { ...HELLO, decodedLength: 0 })).toBe('')
    expect(await text(stream('0\r\n\r\n'), { decodedLength: 0, trailerNames: [], hasTrailer: true })).toBe('')
  })

  it.each(KINDS)('(%s) reads the same if cut at any byte', async (kind) => {
    const sent = await sentences(kind)
    for (let cut = 0; cut <= sent.length; cut++) {
      expect(await text(stream(sent.subarray(0, cut), sent.subarray(cut)), PLANS[kind])).toBe('hello world')
    }
    expect(await text(stream(...[...sent].map((byte) => Buffer.of(byte))), PLANS[kind])).toBe('hello world')
  })

  it('reads the same in any pieces and any chunks', async () => {
    const arrays = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(arrays, fc.boolean(), fc.integer({ min: 1, max: 50 }), async (chunks, isSigned, size) => {
        const start = isSigned ? { signing } : {}
        const sent = await collect(encodeAwsChunked(chunks, { ...start, trailers: () => [] }))
        const parts = Array.from({ length: Math.ceil(sent.length / size) }, (_, i) => sent.subarray(i * size, (i + 1) * size))
        const data = Buffer.concat(chunks)
        const got = await decode(stream(...parts), { decodedLength: data.length, trailerNames: [], hasTrailer: true, ...start })
        expect(Buffer.concat(got.pieces).equals(data)).toBe(true)
      }),
    )
  })

  it('with a large signed chunk is complete, although it arrived in small pieces', async () => {
    const data = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
    const sent = await collect(encodeAwsChunked([data], { signing }))
    const parts = Array.from({ length: Math.ceil(sent.length / 1000) }, (_, i) => sent.subarray(i * 1000, (i + 1) * 1000))
    const { pieces } = await decode(stream(...parts), { ...HELLO, decodedLength: data.length })
    expect(pieces.length).toBe(1)
    expect(pieces[0]?.equals(data)).toBe(true)
  })

  it.each(['signed', 'signed-trailer'] as const)('(%s) is rejected with any bit changed', async (kind) => {
    const sent = await sentences(kind)
    const blanks: number[] = []
    for (let at = 0; at < sent.length; at++) {
      const changed = Buffer.from(sent)
      changed[at] = (changed[at] as number) ^ 0x04
      if ((await problemOf(stream(changed), PLANS[kind])) === 'none') blanks.push(at)
    }
    expect(blanks).toEqual([])
  })

  it.each(KINDS)('(%s) is rejected if it ends early, at any point', async (kind) => {
    const sent = await sentences(kind)
    for (let cut = 0; cut < sent.length; cut++) {
      expect(await problemOf(stream(sent.subarray(0, cut)), PLANS[kind])).toMatch(/^(truncated|decoded-length)$/)
    }
  })

  it.each(KINDS)('(%s) is rejected if more bytes follow', async (kind) => {
    expect(await problemOf(stream(await sentences(kind), '0'), PLANS[kind])).toBe('trailing-bytes')
  })

  it.each(KINDS)('(%s) must have the length that was announced', async (kind) => {
    const sent = await sentences(kind)
    expect(await problemOf(stream(sent), { ...PLANS[kind], decodedLength: 10 })).toBe('decoded-length')
    expect(await problemOf(stream(sent), { ...PLANS[kind], decodedLength: 12 })).toBe('decoded-length')
  })

  it('never passes on a signed chunk before it is verified', async () => {
    const sent = (await sentences('signed')).toString().replace(' world', ' w0rld')
    const decoder = decodeAwsChunked(stream(sent), HELLO)
    expect(Buffer.from((await decoder.next()).value as Uint8Array).toString()).toBe('hello')
    await expect(decoder.next()).rejects.toMatchObject({ problem: 'chunk-signature' })
  })

  it('detects chunks that were swapped, repeated or left out', async () => {
    const lines = (await sentences('signed')).toString().split('\r\n')
    const [head1, data1, head2, data2, ...rest] = lines
    const orders = [
      [head2, data2, head1, data1, ...rest],
      [head1, data1, head1, data1, ...rest],
      [head2, data2, ...rest],
    ]
    for (const order of orders) expect(await problemOf(stream(order.join('\r\n')), HELLO)).toBe('chunk-signature')
  })

  it.each([
    ['a chunk without a size', '\r\nhello', 'malformed-chunk'],
    ['a size that is not hexadecimal', 'xyz\r\nhello', 'malformed-chunk'],
    ['a negative size', '-5\r\nhello', 'malformed-chunk'],
    ['a size with a C prefix', '0x5\r\nhello', 'malformed-chunk'],
    ['a bare line feed', '6\nhello\n\r\n', 'malformed-chunk'],
    ['a signature where none is allowed', `6;chunk-signature=${'0'.repeat(64)}\r\nhello\n\r\n`, 'malformed-chunk'],
    ['a size above the largest number', `${'f'.repeat(16)}\r\n`, 'malformed-chunk'],
    ['an endless line', '0'.repeat(2000), 'too-large'],
    ['data longer than its size', '6\r\nhello\n!\r\n0\r\n', 'malformed-chunk'],
    ['data followed by much more', '6\r\nhello\nxxxx\r\n0\r\n', 'malformed-chunk'],
    ['a trailer that was not announced', '6\r\nhello\n\r\n0\r\nx-amz-meta-a:1\r\n\r\n', 'trailer'],
    ['a trailer twice', UNSIGNED_TEXT.replace(/(x-amz.*\r\n)\r\n/, '$1$1\r\n'), 'trailer'],
    ['an announced trailer that is missing', '6\r\nhello\n\r\n0\r\n\r\n', 'trailer'],
    ['a trailer that is not a header', '6\r\nhello\n\r\n0\r\nx-amz-checksum-crc32\r\n\r\n', 'malformed-chunk'],
    [
      'a trailer signature that cannot be checked',
      UNSIGNED_TEXT.replace(/\r\n$/, `x-amz-trailer-signature:${'0'.repeat(64)}\r\n\r\n`),
      'trailer',
    ],
  ])('is rejected for %s', async (_, sent, problem) => {
    expect(await problemOf(stream(sent), UNSIGNED)).toBe(problem)
  })

  it.each([
    ['no signature', '5\r\nhello\r\n'],
    ['an empty signature', '5;chunk-signature=\r\nhello\r\n'],
    ['another extension', '5;name=value\r\nhello\r\n'],
  ])('is rejected for %s if chunks are signed', async (_, sent) => {
    expect(await problemOf(stream(sent), HELLO)).toBe('malformed-chunk')
  })

  it('is rejected without a trailer signature if trailers are signed', async () => {
    const sent = (await sentences('signed-trailer')).toString().replace(/x-amz-trailer-signature.*\r\n/, '')
    expect(await problemOf(stream(sent, '\r\n'), PLANS['signed-trailer'])).toBe('trailer')
    expect(await problemOf(stream(sent), PLANS['signed-trailer'])).toBe('truncated')
  })

  it('is rejected if a trailer value was changed', async () => {
    const sent = (await sentences('signed-trailer')).toString().replace('DUoRhQ==', 'AAAAAA==')
    expect(await problemOf(stream(sent), PLANS['signed-trailer'])).toBe('trailer-signature')
  })

  it('is rejected for a signed chunk above the size limit, before its bytes are read', async () => {
    const sent = await sentences('signed')
    expect(await problemOf(stream(sent), HELLO, 6)).toBe('none')
    expect(await problemOf(stream(sent), HELLO, 5)).toBe('too-large')
    expect(await problemOf(stream(`3e8;chunk-signature=${'0'.repeat(64)}\r\n`), { ...HELLO, decodedLength: 1000 }, 999)).toBe('too-large')
  })

  it('passes on the error of its source, and ends the source when it stops early', async () => {
    const broken = (async function* () {
      yield Buffer.from('6\r\nhe')
      throw new Error('the socket closed')
    })()
    await expect(decode(broken, UNSIGNED)).rejects.toThrow('the socket closed')
    let isEnded = false
    const source = (async function* () {
      try {
        yield Buffer.from('nonsense\r\n')
        yield Buffer.from('more')
      } finally {
        isEnded = true
      }
    })()
    expect(await problemOf(source, UNSIGNED)).toBe('malformed-chunk')
    expect(isEnded).toBe(true)
  })
})

describe('the plan of a chunked body', () => {
  const presented = (headers: Readonly<Record<string, string>>) =>
    ({
      ...parseCredentials(example('plain').request),
      headers: { values: new Map(Object.entries(headers)), repeated: [] },
    }) as unknown as Signed
  const verified = (mode: 'chunked' | 'chunked-trailer' | 'unsigned-trailer' | 'unsigned'): Verified => ({
    ok: true,
    seed: signing.seed,
    signingKey,
    payload: { mode },
    isBodyVerified: false,
  })
  const length = { 'x-amz-decoded-content-length': '5' }

  it('exists for chunked payloads only', () => {
    expect(chunkedBody(presented(length), verified('unsigned'))).toBeUndefined()
    expect(chunkedBody(presented(length), verified('chunked'))).toEqual({ decodedLength: 5, trailerNames: [], hasTrailer: false, signing })
    expect(chunkedBody(presented(length), verified('chunked-trailer'))).toMatchObject({ hasTrailer: true, signing })
    const names = { ...length, 'x-amz-trailer': 'X-Amz-Checksum-CRC32' }
    expect(chunkedBody(presented(names), verified('unsigned-trailer'))).toEqual({
      decodedLength: 5,
      trailerNames: ['x-amz-checksum-crc32'],
      hasTrailer: true,
    })
  })

  it.each([undefined, '', '-1', '1.5', '1e3', '0x10', '9999999999999999'])('needs a length, not %j', (value) => {
    const headers: Record<string, string> = value === undefined ? {} : { 'x-amz-decoded-content-length': value }
    expect(chunkedBody(presented(headers), verified('chunked'))).toEqual({ problem: 'decoded-length', value })
  })

  it.each([
    ['chunked', 'x-amz-checksum-crc32'],
    ['unsigned-trailer', ''],
    ['unsigned-trailer', 'a,a'],
    ['unsigned-trailer', 'a b'],
    ['chunked-trailer', 'x-amz-trailer-signature'],
    ['unsigned-trailer', 'a,b,c,d,e,f,g,h,i'],
  ] as const)('of mode %s rejects the trailer names %j', (mode, value) => {
    expect(chunkedBody(presented({ ...length, 'x-amz-trailer': value }), verified(mode))).toEqual({ problem: 'trailer-names', value })
  })
})
