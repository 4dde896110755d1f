import { beforeEach, describe, expect, it } from 'vitest'
import { buckets } from '../../../directory/s3/bucket.js'
import { getObject } from '../../../directory/s3/object.js'
import { hmacHex } from '../../../signature/digest.js'
import { deriveSigningKey } from '../../../signature/signing-keys.js'
import { signV2 } from '../../../signature/version-2/verify-v2.js'
import { KEY_ID, type Sent, s3Wire, secret } from '../../../testing/s3/s3-wire.js'
import { ACCOUNT, root, START } from '../../../testing/world.js'
import { PostObject } from './PostObject.js'

const CREDENTIAL = {
  'x-amz-algorithm': 'AWS4-HMAC-SHA256',
  'x-amz-credential': `${KEY_ID}/20260102/us-east-1/s3/aws4_request`,
  'x-amz-date': '20260102T030405Z',
}
const inAMinute = new Date(START + 60_000).toISOString()
type Fields = Readonly<Record<string, string>>

const policyText = (conditions: readonly unknown[], expiration = inAMinute): string =>
  Buffer.from(JSON.stringify({ expiration, conditions: [{ bucket: 'photos' }, ...conditions] })).toString('base64')

/** A form of version 4 whose policy mentions all of `fields`, and `more`. */
function signed(fields: Fields, more: readonly unknown[] = [], expiration?: string): Fields {
  const all = { ...fields, ...CREDENTIAL }
  const conditions = Object.entries(all).map(([name, value]) =>
    value.includes(`\${filename}`) ? ['starts-with', `$${name}`, ''] : { [name]: value },
  )
  const policy = policyText([...conditions, ...more], expiration)
  const key = deriveSigningKey(secret, { date: '20260102', region: 'us-east-1', service: 's3' })
  return { ...all, policy, 'x-amz-signature': hmacHex(key, policy) }
}

function signedV2(fields: Fields): Fields {
  const policy = policyText(Object.entries(fields).map(([name, value]) => ({ [name]: value })))
  return { ...fields, AWSAccessKeyId: KEY_ID, policy, signature: signV2(secret, policy) }
}

function formOf(fields: Fields, { content = 'hello', fileName = 'f.txt' }: { content?: string; fileName?: string } = {}): string {
  const parts = Object.entries(fields).map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  return `${parts.join('')}--b\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n\r\n${content}\r\n--b--\r\n`
}

const TYPE = ['Content-Type', 'multipart/form-data; boundary=b']

describe('PostObject', () => {
  let w: Awaited<ReturnType<typeof s3Wire>>
  beforeEach(async () => {
    w = await s3Wire()
  })
  const post = (body: string, more: Partial<Sent> = {}) =>
    w.send({ method: 'POST', target: '/photos', headers: TYPE, body: body.match(/.{1,64}/gs) ?? [], ...more })
  const stored = (key: string) => w.read((state) => getObject(state, 'photos', key))

  it('stores the file with what the fields say', async () => {
    const fields = { key: 'a/b c.txt', 'Content-Type': 'text/plain', 'x-amz-meta-owner': 'me', 'Cache-Control': 'no-store', acl: 'private' }
    const got = await post(formOf(signed(fields)))
    expect([got.status, got.text, got.headers.Location]).toEqual([204, '', 'http://localhost:4566/photos/a/b%20c.txt'])
    expect(got.headers).toMatchObject({ 'x-amz-server-side-encryption': 'AES256' })
    expect(got.headers).not.toHaveProperty('x-amz-version-id')
    expect(stored('a/b c.txt')).toMatchObject({
      size: 5,
      etag: got.headers.ETag,
      headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
      metadata: { owner: 'me' },
    })
    expect(w.events.at(-1)).toMatchObject({ operation: PostObject.name, status: 204, caller: { arn: root.arn } })
    expect(w.events.at(-1)?.questions.map(({ question }) => [question.action, question.resource])).toEqual([
      ['s3:PutObject', 'arn:aws:s3:::photos/a/b c.txt'],
    ])
  })

  it('also takes a form of version 2, and only where version 2 is accepted', async () => {
    expect((await post(formOf(signedV2({ key: 'k' })))).status).toBe(204)
    w = await s3Wire({ acceptsVersion2: false })
    const got = await post(formOf(signedV2({ key: 'k' })))
    expect([got.status, got.code, got.message]).toEqual([400, 'InvalidRequest', expect.stringContaining('signature_version=')])
    expect((await post(formOf(signed({ key: 'k' })))).status).toBe(204)
  })

  it('also requires s3:GetObject nowhere, since a form has no If-Match: the field is refused by name', async () => {
    const got = await post(formOf(signed({ key: 'k', 'If-Match': '"a"' })))
    expect([got.status, got.code]).toEqual([501, 'NotImplemented'])
    expect(PostObject.actions).toEqual(['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging'])
  })

  it('finds the bucket in the host, and names it so in its answer', async () => {
    const got = await post(formOf(signed({ key: 'k' })), { target: '/', host: 'photos.localhost:4566' })
    expect([got.status, got.headers.Location]).toEqual([204, 'http://photos.localhost:4566/k'])
  })

  it.each([
    ['C:\\dir\\f.txt', 'up/f.txt'],
    ['/tmp/f.txt', 'up/f.txt'],
    ['Ã¼ $1 $&.txt', 'up/ü $1 $&.txt'],
  ])('puts the name of the file %j into the key', async (fileName, key) => {
    const body = Buffer.from(formOf(signed({ key: `up/\${filename}` }), { fileName }), 'latin1')
    expect((await post('', { body: [body] })).status).toBe(204)
    expect(stored(key)?.size).toBe(5)
  })

  it('answers with the status that the form asks for', async () => {
    const status = (value: string) => post(formOf(signed({ key: 'a&b', success_action_status: value })))
    const created = await status('201')
    expect([created.status, created.headers['Content-Type']]).toEqual([201, 'application/xml'])
    expect(created.text).toContain(
      '<PostResponse><Location>http://localhost:4566/photos/a%26b</Location><Bucket>photos</Bucket><Key>a&amp;b</Key><ETag>&quot;',
    )
    expect((await status('200')).status).toBe(200)
    expect((await status('404')).status).toBe(204)
  })

  it.each(['200', '204'])('tells the version of the object with %s, where its bucket keeps versions', async (value) => {
    await w.change((state) => {
      const bucket = buckets.get(state, 'photos')
      if (bucket !== undefined) buckets.put(state, { ...bucket, versioning: 'Enabled' })
    })
    const got = await post(formOf(signed({ key: 'k', success_action_status: value })))
    expect(got.headers['x-amz-version-id']).toMatch(/^\S{20,}$/)
    expect(got.headers['x-amz-version-id']).toBe(stored('k')?.versionId)
  })

  it.each([
    [
      'success_action_redirect',
      'https://a.example/done?x=1#top',
      /^https:\/\/a\.example\/done\?x=1&bucket=photos&key=k%2F1&etag=%22[0-9a-f]{32}%22#top$/,
    ],
    ['redirect', 'http://a.example', /^http:\/\/a\.example\/\?bucket=photos&key=k%2F1&etag=/],
  ])('redirects as %s says', async (name, url, expected) => {
    const got = await post(formOf(signed({ key: 'k/1', [name]: url })))
    expect(got.status).toBe(303)
    expect(got.headers.Location).toMatch(expected)
  })

  it.each(['javascript:alert(1)', '/relative', 'x\r\nSet-Cookie: a'])('does not redirect to %j', async (url) => {
    expect((await post(formOf(signed({ key: 'k', success_action_redirect: url })))).status).toBe(204)
  })

  it('keeps to the sizes of the policy, and leaves nothing of another file', async () => {
    const sized = (content: string) => post(formOf(signed({ key: 'k' }, [['content-length-range', 5, 10]]), { content }))
    const large = await sized('x'.repeat(12))
    expect([large.status, large.code]).toEqual([400, 'EntityTooLarge'])
    expect(large.text).toContain('<ProposedSize>12</ProposedSize><MaxSizeAllowed>10</MaxSizeAllowed>')
    const small = await sized('x')
    expect([small.status, small.code]).toEqual([400, 'EntityTooSmall'])
    expect(small.text).toContain('<ProposedSize>1</ProposedSize><MinSizeAllowed>5</MinSizeAllowed>')
    expect(stored('k')).toBeUndefined()
    expect((await sized('x'.repeat(10))).status).toBe(204)
  })

  it('checks the file against a checksum in a field', async () => {
    expect((await post(formOf(signed({ key: 'k', 'x-amz-checksum-crc32': 'NhCmhg==' })))).status).toBe(204)
    expect((await post(formOf(signed({ key: 'l', 'x-amz-checksum-crc32': 'AAAAAA==' })))).code).toBe('BadDigest')
    expect((await post(formOf(signed({ key: 'l', 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' })))).code).toBe('BadDigest')
    expect(stored('l')).toBeUndefined()
  })

  it('is decided like a put: a bucket of another account, and one in another region', async () => {
    await w.change((state) => {
      buckets.put(state, { name: 'theirs', account: '111111111111', region: 'us-east-1', createdAt: START })
      buckets.put(state, { name: 'far', account: ACCOUNT, region: 'eu-west-1', createdAt: START })
    })
    const conditions = [{ key: 'k' }, ['starts-with', '$bucket', '']]
    const policy = Buffer.from(JSON.stringify({ expiration: inAMinute, conditions })).toString('base64')
    const fields = { key: 'k', AWSAccessKeyId: KEY_ID, policy, signature: signV2(secret, policy) }
    expect(await post(formOf(fields), { target: '/theirs' })).toMatchObject({ status: 403, code: 'AccessDenied', message: 'Access Denied' })
    expect((await post(formOf(fields), { target: '/far' })).status).toBe(204)
    expect((await post(formOf(fields), { target: '/nobodys' })).code).toBe('NoSuchBucket')
  })

  const good = () => signed({ key: 'k' })
  const { 'x-amz-algorithm': _, ...withoutAlgorithm } = signed({ key: 'k' })
  it.each<[string, () => string, Partial<Sent>, number, string, string]>([
    [
      'a policy that has expired',
      () => formOf(signed({ key: 'k' }, [], '2026-01-02T03:04:05Z')),
      {},
      403,
      'AccessDenied',
      'Invalid according to Policy: Policy expired.',
    ],
    [
      'another policy than the signed one',
      () => formOf({ ...good(), policy: policyText([{ key: 'k' }]) }),
      {},
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated',
    ],
    [
      'a value that the policy does not allow',
      () => formOf({ ...good(), key: 'l' }),
      {},
      403,
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: ["eq", "$key", "k"]',
    ],
    [
      'a field that the policy does not mention',
      () => formOf({ ...good(), 'x-amz-meta-a': 'b' }),
      {},
      403,
      'AccessDenied',
      'Invalid according to Policy: Extra input fields: x-amz-meta-a',
    ],
    [
      'a bucket that the policy does not allow',
      () => formOf(good()),
      { target: '/other' },
      403,
      'AccessDenied',
      'Policy Condition failed: ["eq", "$bucket", "photos"]',
    ],
    ['no signature', () => formOf({ key: 'k' }), {}, 403, 'AccessDenied', 'Access Denied'],
    [
      'a policy that nobody signed',
      () => formOf({ key: 'k', policy: policyText([{ key: 'k' }]) }),
      {},
      403,
      'AccessDenied',
      'Access Denied',
    ],
    [
      'a part of a signature',
      () => formOf(withoutAlgorithm),
      {},
      400,
      'InvalidArgument',
      "Bucket POST must contain a field named 'X-Amz-Algorithm'.  If it is specified, please check the order of the fields.",
    ],
    ['no key', () => formOf(signed({})), {}, 400, 'InvalidArgument', "Bucket POST must contain a field named 'key'."],
    ['an empty key', () => formOf(signed({ key: '' })), {}, 400, 'InvalidArgument', "Bucket POST must contain a field named 'key'."],
    ['a long key', () => formOf(signed({ key: 'k'.repeat(1_025) })), {}, 400, 'KeyTooLongError', 'Your key is too long'],
    [
      'its signature after the file',
      () => formOf({ key: 'k' }).replace('--b--\r\n', formOf(good())),
      {},
      403,
      'AccessDenied',
      'Access Denied',
    ],
    [
      'no file',
      () => formOf(good()).replace('name="file"', 'name="picture"'),
      {},
      400,
      'IncorrectNumberOfFilesInPostRequest',
      'POST requires exactly one file upload per request.',
    ],
    ['an end in its file', () => formOf(good()).slice(0, -6), {}, 400, 'IncompleteBody', 'You did not provide the number of bytes'],
    [
      'too many fields',
      () => formOf({ ...good(), 'x-ignore-a': 'x'.repeat(21_000) }),
      {},
      400,
      'MaxPostPreDataLengthExceededError',
      'Your POST request fields preceding',
    ],
    ['nothing', () => '', {}, 400, 'MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.'],
    [
      'no boundary',
      () => formOf(good()),
      { headers: ['Content-Type', 'multipart/form-data'] },
      400,
      'MalformedPOSTRequest',
      'The body of your POST',
    ],
    [
      'another body',
      () => 'a=b',
      { headers: ['Content-Type', 'text/plain'] },
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions',
    ],
    [
      'a header that must be a field',
      () => formOf(good()),
      { headers: [...TYPE, 'x-amz-acl', 'private'] },
      400,
      'InvalidArgument',
      'A form cannot have the header x-amz-acl.',
    ],
    [
      'an Authorization header too',
      () => formOf(good()),
      { headers: [...TYPE, 'Authorization', 'AWS a:b'] },
      400,
      'InvalidRequest',
      'The authorization mechanism',
    ],
    [
      'a public acl',
      () => formOf(signed({ key: 'k', acl: 'public-read' })),
      {},
      400,
      'AccessControlListNotSupported',
      'The bucket does not allow ACLs',
    ],
    [
      'an unknown storage class',
      () => formOf(signed({ key: 'k', 'x-amz-storage-class': 'FakeClass' })),
      {},
      400,
      'InvalidStorageClass',
      'The storage class you specified is not valid',
    ],
    [
      'encryption that is not supported',
      () => formOf(signed({ key: 'k', 'x-amz-server-side-encryption': 'aws:kms' })),
      {},
      501,
      'NotImplemented',
      'A header you provided',
    ],
    [
      'a value that is not a header',
      () => formOf(signed({ key: 'k', 'Content-Disposition': 'a\r\nSet-Cookie: b' })),
      {},
      400,
      'InvalidArgument',
      'The field content-disposition cannot hold control characters.',
    ],
    ['a query', () => formOf(good()), { target: '/photos?uploads' }, 405, 'MethodNotAllowed', 'The specified method'],
    ['a key in its path', () => formOf(good()), { target: '/photos/k' }, 405, 'MethodNotAllowed', 'The specified method'],
  ])('refuses %s, and stores nothing', async (_what, form, more, status, code, message) => {
    const got = await post(form(), more)
    expect([got.status, got.code]).toEqual([status, code])
    expect(got.message?.replaceAll('&quot;', '"').replaceAll('&apos;', "'")).toContain(message)
    expect(stored('k')).toBeUndefined()
  })

  it('refuses an unsigned form before its file is read', async () => {
    let taken = 0
    async function* pieces() {
      yield Buffer.from(formOf({ key: 'k' }).slice(0, -8))
      for (;;) {
        taken += 1
        yield Buffer.alloc(10_000)
      }
    }
    const got = await w.send({ method: 'POST', target: '/photos', headers: TYPE, stream: pieces() })
    expect([got.code, taken]).toEqual(['AccessDenied', 0])
  })
})
