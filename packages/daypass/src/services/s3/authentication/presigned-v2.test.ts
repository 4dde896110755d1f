import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { buckets } from '../../../directory/s3/bucket.js'
import { SUBRESOURCES } from '../../../signature/version-2/subresources.js'
import { signV2 } from '../../../signature/version-2/verify-v2.js'
import { KEY_ID, s3Wire, secret } from '../../../testing/s3/s3-wire.js'
import { ACCOUNT, START } from '../../../testing/world.js'
import { loadModel } from '../../../wire/model.js'

const EXPIRES = START / 1000 + 60

/** A URL signed with version 2; `signed` is the text between the end and the resource. */
function url(method: string, resource: string, { query = '', type = '', amz = '' }: { query?: string; type?: string; amz?: string } = {}) {
  const signature = signV2(secret, `${method}\n\n${type}\n${EXPIRES}\n${amz}${resource}`)
  const [path, own] = resource.split('?')
  const all = [own, query, `AWSAccessKeyId=${KEY_ID}`, `Signature=${encodeURIComponent(signature)}`, `Expires=${EXPIRES}`]
  return `${path}?${all.filter(Boolean).join('&')}`
}

describe('S3 and URLs signed with version 2', () => {
  let w: Awaited<ReturnType<typeof s3Wire>>
  beforeAll(async () => {
    w = await s3Wire()
    await w.change((state) => buckets.put(state, { name: 'far', account: ACCOUNT, region: 'eu-west-1', createdAt: START }))
  })

  it('puts, heads, gets with another type, and deletes', async () => {
    const put = { method: 'PUT', target: url('PUT', '/photos/a%20b', { type: 'text/plain' }) }
    const headers = ['Content-Type', 'text/plain', 'Content-Length', '5']
    expect((await w.send({ ...put, headers, body: ['he', 'llo'] })).status).toBe(200)
    expect(await w.send({ method: 'HEAD', target: url('HEAD', '/photos/a%20b') })).toMatchObject({ status: 200 })
    const got = await w.send({ target: url('GET', '/photos/a%20b?response-content-type=image/png') })
    expect([got.text, got.headers['Content-Type']]).toEqual(['hello', 'image/png'])
    expect((await w.send({ method: 'DELETE', target: url('DELETE', '/photos/a%20b') })).status).toBe(204)
  })

  it('takes metadata from the query, as boto3 puts it there', async () => {
    const target = url('PUT', '/photos/meta', { amz: 'x-amz-meta-owner:me\n', query: 'x-amz-meta-owner=me' })
    expect((await w.send({ method: 'PUT', target, headers: ['Content-Length', '1'], body: ['x'] })).status).toBe(200)
    expect((await w.send({ target: url('GET', '/photos/meta') })).headers['x-amz-meta-owner']).toBe('me')
  })

  it('tells policies how it was signed, and for the region of the bucket', async () => {
    await w.send({ target: url('GET', '/far/k') })
    const asked = w.events.at(-1)
    expect(asked?.questions.map(({ question }) => question.action)).toEqual(['s3:GetObject'])
    expect([asked?.code, asked?.caller?.arn]).toEqual(['NoSuchKey', `arn:aws:iam::${ACCOUNT}:root`])
  })

  it('finds the bucket in the host, and its name is signed', async () => {
    const target = url('PUT', '/photos/host').replace('/photos', '')
    const sent = { method: 'PUT', target, headers: ['Content-Length', '1'], body: ['x'] }
    expect((await w.send({ ...sent, host: 'photos.localhost:4566' })).status).toBe(200)
    expect(await w.send({ ...sent, host: 'far.localhost:4566' })).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })

  it('checks a body against a hash that is signed', async () => {
    const hash = createHash('sha256').update('good').digest('hex')
    const target = url('PUT', '/photos/hashed', { amz: `x-amz-content-sha256:${hash}\n` })
    const sent = { method: 'PUT', target, headers: ['x-amz-content-sha256', hash, 'Content-Length', '4'] }
    expect((await w.send({ ...sent, body: ['evil'] })).code).toBe('XAmzContentSHA256Mismatch')
    expect((await w.send({ ...sent, body: ['good'] })).status).toBe(200)
  })

  const good = () => url('GET', '/photos/k')
  it.each<[string, () => string, number, string, string]>([
    ['a changed key', () => good().replace('/k?', '/l?'), 403, 'SignatureDoesNotMatch', 'The request signature we calculated'],
    ['an end in the past', () => good().replace(/Expires=.*/, 'Expires=1'), 403, 'AccessDenied', 'Request has expired'],
    [
      'an end in words',
      () => good().replace(/Expires=.*/, 'Expires=x'),
      403,
      'AccessDenied',
      'Invalid date (should be seconds since epoch): x',
    ],
    [
      'a part missing',
      () => good().replace(/&Expires=.*/, ''),
      403,
      'AccessDenied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    ],
    [
      'an unknown key',
      () => good().replace(KEY_ID, 'AKIAQAAAAAAANOBODYSX'),
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided',
    ],
  ])('refuses %s', async (_, target, status, code, message) => {
    const got = await w.send({ target: target() })
    expect(got).toMatchObject({ status, code })
    expect(got.message).toContain(message)
  })

  it('shows the text that should have been signed, and no canonical request', async () => {
    const { text } = await w.send({ target: good().replace('/k?', '/l?') })
    expect(text).toContain(`<StringToSign>GET\n\n\n${EXPIRES}\n/photos/l</StringToSign>`)
    expect(text).not.toContain('CanonicalRequest')
  })

  it('never verifies what an unknown key signed with the dummy secret, whatever else is wrong', async () => {
    const target = url('GET', '/photos/k').replace(KEY_ID, 'ASIAQAAAAAAANOBODYSX')
    expect((await w.send({ target })).code).toBe('InvalidAccessKeyId')
  })

  it('refuses version 2 in a header, and says what to do', async () => {
    const got = await w.send({
      target: '/photos/k',
      headers: ['Authorization', `AWS ${KEY_ID}:abc`, 'Date', 'Fri, 02 Jan 2026 03:04:05 GMT'],
    })
    expect([got.code, got.message]).toEqual([
      'InvalidRequest',
      expect.stringContaining('Please use AWS4-HMAC-SHA256. Signature version 2 is not accepted here'),
    ])
  })

  it('refuses all of it where it is off, and names the setting of boto3', async () => {
    const off = await s3Wire({ acceptsVersion2: false })
    const got = await off.send({ target: good() })
    expect([got.status, got.code]).toEqual([400, 'InvalidRequest'])
    expect(got.message?.replaceAll('&apos;', "'").replaceAll('&#39;', "'")).toContain("Config(signature_version='s3v4')")
  })
})

describe('what a signature of version 2 covers', () => {
  it('is every query name that selects an operation of S3, except how a list is written', () => {
    const { operations, otherOperations } = loadModel('s3')
    const names = [...operations.values(), ...otherOperations.values()].flatMap(({ requestUri }) =>
      (requestUri.split('?')[1] ?? '').split('&').map((pair) => pair.split('=')[0] ?? ''),
    )
    expect(new Set(names.filter((name) => name !== '' && !SUBRESOURCES.has(name)))).toEqual(new Set(['list-type']))
  })
})
