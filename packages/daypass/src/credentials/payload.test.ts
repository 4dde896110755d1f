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
