import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Request } from '../core/exchange.js'
import { indexHeaders } from '../signature/headers.js'
import type { Signed } from '../signature/parse-credentials.js'
import type { Verified } from '../signature/verify.js'
import { s3 } from '../testing/made-service.js'
import { streamPayload } from './payload.js'

describe('a body that is read whole', () => {
  const errors = { ...s3.errors, body: s3.streaming! }
  it.each([
    ['with a valid signature', { payload: { mode: 'unsigned' } as const }, ['believed', 'read']],
    ['without a signature', undefined, ['read']],
  ])('%s: reports a valid signature, if any, before it is read', async (_how, by, expected) => {
    const told: string[] = []
    async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
      told.push('read')
      yield Buffer.from('hello')
    }
    const body = { believed: () => void told.push('believed'), [Symbol.asyncIterator]: pieces }
    const request = { rawHeaders: [], headers: {}, query: '', body } as unknown as Request
    const bytes = await streamPayload({ request, routed: {}, errors }, by).bytes(100)
    expect(Buffer.from(bytes).toString()).toBe('hello')
    expect(told).toEqual(expected)
  })
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const md5 = (text: string): string => createHash('md5').update(text).digest('base64')

/** What a signature promises, and headers; how a body of this text ends. */
const promises = (text: string): [how: string, promised: Partial<Record<'sha256' | 'md5', string>>, outcome: string][] => [
  ['nothing is promised', {}, text],
  ['the signed hash is its own', { sha256: sha256(text) }, text],
  ['the signed hash is of other bytes', { sha256: sha256('other') }, 'XAmzContentSHA256Mismatch'],
  ['its Content-MD5 is its own', { sha256: sha256(text), md5: md5(text) }, text],
  ['its Content-MD5 is of other bytes', { sha256: sha256(text), md5: md5('other') }, 'BadDigest'],
]

/** How the payload of such a request is read: its text, or the code of the error. */
async function outcomeOf(body: object, { sha256: hash, md5: digest }: Partial<Record<'sha256' | 'md5', string>>, how: 'bytes' | 'stream') {
  const rawHeaders = digest === undefined ? [] : ['Content-MD5', digest]
  const request = { rawHeaders, headers: {}, query: '', body } as unknown as Request
  const by = { payload: hash === undefined ? ({ mode: 'unsigned' } as const) : ({ mode: 'sha256', sha256: hash } as const) }
  const payload = streamPayload({ request, routed: {}, errors: { ...s3.errors, body: s3.streaming! } }, by)
  try {
    const { whole } = how === 'bytes' ? { whole: await payload.bytes(100) } : payload.stream()
    return Buffer.from(whole ?? 'not at once').toString()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

describe('a request without a body', () => {
  it.each(promises(''))('is not waited for: %s', async (_how, promised, outcome) => {
    const body = {
      isAbsent: true,
      [Symbol.asyncIterator]: () => {
        throw new Error('it was read')
      },
    }
    expect(await outcomeOf(body, promised, 'bytes')).toBe(outcome)
  })
})

describe('a small body that has arrived', () => {
  it.each(promises('hello'))('is verified and there at once: %s', async (_how, promised, outcome) => {
    const asked: number[] = []
    const arrived = (limit: number) => {
      asked.push(limit)
      return Buffer.from('hello')
    }
    expect(await outcomeOf({ arrived }, promised, 'stream')).toBe(outcome)
    expect(asked).toEqual([8_192])
  })

  it('still streams where it has not', async () => {
    async function* pieces() {
      yield Buffer.from('hello')
    }
    expect(await outcomeOf({ arrived: () => undefined, [Symbol.asyncIterator]: pieces }, {}, 'stream')).toBe('not at once')
  })
})

describe('trailers of a body in chunks', () => {
  const errors = { ...s3.errors, body: s3.streaming! }
  const announcing = (trailer: string) => {
    const rawHeaders = ['x-amz-trailer', trailer, 'x-amz-decoded-content-length', '5', 'content-encoding', 'aws-chunked']
    const signed = { headers: indexHeaders(rawHeaders) } as unknown as Signed
    const verified = { payload: { mode: 'unsigned-trailer' } } as Verified
    const request = { rawHeaders, headers: {}, query: '', body: { async *[Symbol.asyncIterator]() {} } } as unknown as Request
    return () => streamPayload({ request, routed: {}, errors }, { payload: verified.payload, chunks: { signed, verified } })
  }

  it('may be checksums', () => {
    expect(announcing('x-amz-checksum-crc32')).not.toThrow()
  })

  it.each(['foo', 'x-amz-meta-owner', 'x-amz-checksum-crc32,foo'])(
    'may not be others: %s is announced, and nobody would obey it',
    (trailer) => {
      const message = 'The value specified in the x-amz-trailer header is not supported'
      expect(announcing(trailer)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }))
    },
  )
})
