import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { HeldBytes } from './connections/held-bytes.js'
import { LIMITS } from './connections/limits.js'
import { trustProxies } from './proxies.js'
import { headersOf, readRequest } from './read-request.js'

const NO_ROOM = new HeldBytes({ all: 0, perAddress: 0 })

const read = (url: string, rawHeaders: string[]) =>
  readRequest(
    {
      message: { method: 'GET', url, rawHeaders, headers: {}, socket: {} } as IncomingMessage,
      response: {} as ServerResponse,
      waits: false,
    },
    {
      id: 'r',
      proxies: trustProxies([]),
      terms: { limits: LIMITS, held: NO_ROOM, believed: NO_ROOM, addressOf: () => undefined },
      turns: { turnFor: async () => {} },
    },
  )

describe('the headers of a request', () => {
  it('are complete, however many, and a repeated one is joined as the signature joins it', () => {
    const junk = Array.from({ length: 5_000 }, (_, i) => [`x-junk-${i}`, 'v']).flat()
    const headers = headersOf([...junk, 'Host', 'a', 'X-Amz-Meta-A', '1', 'x-amz-meta-a', '2'])
    expect([headers.host, headers['x-amz-meta-a'], headers['x-junk-4999']]).toEqual(['a', '1, 2', 'v'])
  })

  it('are exactly those received', () => {
    expect(headersOf(['__proto__', 'x']).toString).toBeUndefined()
  })
})

describe('a request', () => {
  it('keep path and query as received', () => {
    expect(read('/a%2Fb//../c?x=%20&y', [])).toMatchObject({ path: '/a%2Fb//../c', query: 'x=%20&y' })
  })

  it.each([
    ['bogo-test.localhost:4566', 'bogo-test'],
    ['bogo.test.s3.localhost', 'bogo.test'],
    ['bogo-test.s3.us-east-1.amazonaws.com', 'bogo-test'],
    ['bogo-test.s3.amazonaws.com', 'bogo-test'],
    ['localhost:4566', undefined],
    ['s3.localhost', undefined],
    ['iam.localhost', 'iam'],
    ['VICTIM-BKT.localhost', 'victim-bkt'],
    ['bogo-test.s3.dualstack.us-east-1.amazonaws.com', 'bogo-test'],
    ['s3.us-east-1.amazonaws.com', undefined],
    ['127.0.0.1:4566', undefined],
    ['daypass:4566', undefined],
    ['bogo-test.localhost.evil.example', undefined],
  ])('to %s names the bucket %s', (host, expected) => {
    expect(read('/k', ['Host', host])).toMatchObject({ hostBucket: expected, hostProblem: undefined })
  })

  it('to an AWS name other than S3’s does not name a bucket, and does not go to S3', () => {
    expect(read('/k', ['Host', 'STS.us-east-1.amazonaws.com.:443'])).toMatchObject({
      hostBucket: undefined,
      hostProblem: 'sts.us-east-1.amazonaws.com',
    })
  })
})
