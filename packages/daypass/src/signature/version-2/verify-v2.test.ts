import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseAnyCredentials } from '../parse-credentials.js'
import { isProblem } from '../problem.js'
import type { PresignedV2 } from './presigned-v2.js'
import { signV2, verifyV2 } from './verify-v2.js'

const secret = createSecretKey(Buffer.from('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'))
const SIGNED_BY = 'AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE'
/** A second before the URLs below end. */
const NOW = 1_767_326_644_000

interface Url {
  readonly method?: string
  readonly path: string
  readonly query: string
  readonly headers?: readonly string[]
  readonly bucket?: string
}

function verify({ method = 'GET', path, query, headers = [], bucket }: Url, now = NOW) {
  const presented = parseAnyCredentials({ method, path, query, headers: ['Host', 'localhost:4566', ...headers] })
  if (isProblem(presented)) return presented
  const resource = bucket === undefined ? path : `/${bucket}${path}`
  return verifyV2({ presented: presented as PresignedV2, method, resource, secret, now })
}

/** URLs as botocore 1.43 made them; the first is the example of the S3 user guide, "Query string request authentication alternative". */
const GOOD: Readonly<Record<string, Url & { readonly now?: number }>> = {
  'of the S3 user guide': {
    ...{ path: '/photos/puppy.jpg', bucket: 'johnsmith', now: 1_175_139_619_000 },
    query: `${SIGNED_BY}&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620`,
  },
  'with response headers and a strange key': {
    path: '/photos/a%20b/%C3%BC%2B%281%29.txt',
    query: `response-content-disposition=attachment%3B%20filename%3D%22a%20b.txt%22&response-content-type=text%2Fplain&${SIGNED_BY}&Signature=7VZXK%2BjHOc%2BgCfEk2%2BgA08LaI5s%3D&Expires=1767326645`,
  },
  'with the bucket in the host': {
    ...{ path: '/k', bucket: 'photos' },
    query: `${SIGNED_BY}&Signature=yd27H2eBba27s03YeXU3JdNJH2w%3D&Expires=1767326645`,
  },
  'of a session, with metadata and a content type': {
    ...{ method: 'PUT', path: '/photos/k', headers: ['Content-Type', 'text/plain'] },
    query: `${SIGNED_BY}&Signature=VEsXdqe4CoOJ0T8UW7AmdICr1yM%3D&content-type=text%2Fplain&x-amz-meta-owner=me&x-amz-meta-a=b&x-amz-security-token=IQoJ%2Ftoken%2Bx%3D%3D&Expires=1767326645`,
  },
  'for a subresource': { path: '/photos', query: `cors&${SIGNED_BY}&Signature=PZLlpw9gkMTtIvNqzbJppTTCFso%3D&Expires=1767326645` },
  'for a list': {
    path: '/photos',
    query: `list-type=2&prefix=a%2F&encoding-type=url&${SIGNED_BY}&Signature=F6xy1WZzO%2F%2FVrijsNm1HdlpU76Y%3D&Expires=1767326645`,
  },
}

describe('a URL presigned with version 2', () => {
  it.each(Object.entries(GOOD))('is verified %s', (_, url) => {
    expect(verify(url, url.now)).toBeUndefined()
  })

  const [plain, put] = [GOOD['with the bucket in the host'] as Url, GOOD['of a session, with metadata and a content type'] as Url]
  it.each<[string, Url]>([
    ['another method', { ...plain, method: 'HEAD' }],
    ['another key', { ...plain, path: '/other' }],
    ['another bucket', { ...plain, bucket: 'other' }],
    ['a later end', { ...plain, query: plain.query.replace('1767326645', '1767326646') }],
    ['a header of AWS added', { ...plain, headers: ['x-amz-acl', 'private'] }],
    ['a header of AWS added to the query', { ...plain, query: `${plain.query}&x-amz-copy-source=%2Fa%2Fb` }],
    ['a subresource added', { ...plain, query: `${plain.query}&acl` }],
    ['a subresource that botocore does not sign added', { ...plain, query: `${plain.query}&policyStatus` }],
    ['a response header added', { ...plain, query: `${plain.query}&response-content-type=text%2Fhtml` }],
    ['a Content-MD5 added', { ...plain, headers: ['Content-MD5', 'AAAAAAAAAAAAAAAAAAAAAA=='] }],
    ['another content type', { ...put, headers: ['Content-Type', 'text/html'] }],
    ['no content type', { ...put, headers: [] }],
    ['other metadata', { ...put, query: put.query.replace('owner=me', 'owner=you') }],
    ['less metadata', { ...put, query: put.query.replace('&x-amz-meta-a=b', '') }],
    ['another session token', { ...put, query: put.query.replace('IQoJ', 'IQoK') }],
  ])('is not verified with %s', (_, url) => {
    expect(verify(url)).toMatchObject({ problem: 'text-mismatch', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })
  })

  it('ends in the second that it names', () => {
    expect(verify(plain, 1_767_326_644_999)).toBeUndefined()
    expect(verify(plain, 1_767_326_645_000)).toEqual({ problem: 'expired-v2', ended: '20260102T040405Z', now: '20260102T040405Z' })
  })

  it('is an end that was reached before it is a wrong signature', () => {
    expect(verify({ ...plain, path: '/other' }, 1_767_326_645_000)).toMatchObject({ problem: 'expired-v2' })
  })

  it.each([
    ['without an end', `${SIGNED_BY}&Signature=a`],
    ['without a key', 'Signature=a&Expires=1767326645'],
    ['without a signature', `${SIGNED_BY}&Expires=1767326645`],
    ['with an empty signature', `${SIGNED_BY}&Expires=1767326645&Signature=`],
    ['with a name in another case', `awsaccesskeyid=AKIAIOSFODNN7EXAMPLE&Signature=a&Expires=1767326645`],
  ])('is incomplete %s', (_, query) => {
    expect(verify({ path: '/b/k', query })).toEqual({ problem: 'incomplete-v2' })
  })

  it.each(['tomorrow', '-1', '1e9', '1767326645.5', '999999999999', ' 1'])('does not end at %j', (expires) => {
    const query = `${SIGNED_BY}&Signature=a&Expires=${encodeURIComponent(expires)}`
    expect(verify({ path: '/b/k', query })).toEqual({ problem: 'expires-v2-invalid', expires })
  })

  it.each([
    ['two signatures', `${plain.query}&Signature=b`],
    ['two signatures in different case', `${plain.query}&signature=b`],
    ['two ends', `${plain.query}&Expires=1`],
    ['a signature of version 4 too', `${plain.query}&X-Amz-Signature=b`],
    ['two tokens', `${put.query}&X-Amz-Security-Token=b`],
  ])('is refused with %s', (_, query) => {
    expect(verify({ ...plain, query })).toMatchObject({ problem: 'two-sources' })
  })

  it('is refused with an Authorization header too', () => {
    expect(verify({ ...plain, headers: ['Authorization', 'AWS a:b'] })).toMatchObject({ problem: 'two-sources' })
  })

  it.each(['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'nonsense'])(
    'is refused with a body of %s',
    (mode) => {
      expect(verify({ ...plain, headers: ['x-amz-content-sha256', mode] })).toEqual({ problem: 'payload-mode', value: mode })
      expect(verify({ ...plain, query: `${plain.query}&x-amz-content-sha256=${mode}` })).toMatchObject({ problem: 'payload-mode' })
    },
  )
})

describe('a signature of version 2', () => {
  it('is HMAC-SHA1 of its text, as the S3 user guide shows', () => {
    expect(signV2(secret, 'GET\n\n\n1175139620\n/johnsmith/photos/puppy.jpg')).toBe('NpgCjnDzrM+WFzoENXmpNDUsSn8=')
  })
})
