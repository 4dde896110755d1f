import { describe, expect, it } from 'vitest'
import type { Request } from '../core/exchange.js'
import { isBucketName } from '../services/s3/buckets/bucket-name.js'
import { answerProbe } from './probes.js'

const asked = (over: Partial<Request>, isDraining = false, isUnavailable = false) =>
  answerProbe({ method: 'GET', path: '/healthz', query: '', headers: {}, ...over } as Request, () => ({
    isDraining,
    isUnavailable,
    services: ['s3', 'sts'],
  }))

describe('a probe', () => {
  it.each(['/healthz', '/livez', '/readyz'])('of a running server is answered with ok: %s', (path) => {
    for (const method of ['GET', 'HEAD'])
      for (const query of ['', 'verbose', 'timeout=5s']) expect(asked({ path, method, query })).toMatchObject({ status: 200, body: 'ok' })
  })

  it.each([
    ['/readyz', 503],
    ['/livez', 200],
    ['/healthz', 200],
  ])('of a server that is stopping: %s is %i', (path, status) => {
    expect(asked({ path }, true)?.status).toBe(status)
  })

  it.each([
    ['/readyz', 503, 'store not available'],
    ['/livez', 200, 'ok'],
    ['/healthz', 200, 'ok'],
  ])('of a node that does not hear from its store: %s is %i', (path, status, body) => {
    expect(asked({ path }, false, true)).toMatchObject({ status, body })
  })

  it('of LocalStack lists the services that run, and no others', () => {
    const answer = asked({ path: '/_localstack/health' })
    expect(answer?.body).toContain('"s3": "running"')
    expect(JSON.parse(String(answer?.body))).toEqual({
      services: { s3: 'running', sts: 'running' },
      edition: 'daypass',
      version: expect.stringMatching(/^\d/),
    })
  })

  it.each([
    [{ path: '/healthz/' }],
    [{ path: '/healthz/key' }],
    [{ path: '/constructor' }],
    [{ path: '/' }],
    [{ method: 'PUT' }],
    [{ method: 'POST' }],
    [{ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } }],
    [{ query: 'X-Amz-Signature=0' }],
    [{ query: 'list-type=2&x-amz-credential=x' }],
    [{ query: 'AWSAccessKeyId=x&Signature=y' }],
  ])('does not include %j', (over) => {
    expect(asked(over)).toBeUndefined()
  })

  it.each(['healthz', 'livez', 'readyz', '_localstack', '_daypass'])('has a path that a bucket cannot have: %s', (name) => {
    expect(isBucketName(name)).toBe(false)
  })

  it.each(['health', 'healthzz', 'my-healthz', 'livez.example'])('leaves other names to buckets: %s', (name) => {
    expect(isBucketName(name)).toBe(true)
  })
})
