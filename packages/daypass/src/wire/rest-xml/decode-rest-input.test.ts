import { describe, expect, it } from 'vitest'
import { loadModel } from '../model.js'
import { decodeRestInput, type RestRequest } from './decode-rest-input.js'
import { addressLabels } from './split-path.js'

const s3 = loadModel('s3')
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

function decode(operation: string, { key, ...request }: Partial<RestRequest> & { key?: string }): unknown {
  const labels = addressLabels({ bucket: 'b', key })
  const whole: RestRequest = { labels, query: new Map(), headers: {}, body: undefined, ...request }
  const decoded = decodeRestInput(s3, operation, whole)
  return decoded.ok ? decoded.input : decoded.problem.code
}

describe('decodeRestInput', () => {
  it('reads address, query and headers as their types', () => {
    const query = new Map([
      ['max-keys', '10'],
      ['prefix', ''],
      ['fetch-owner', 'true'],
      ['unknown', 'x'],
    ])
    const headers = { 'x-amz-optional-object-attributes': 'RestoreStatus, Other', 'x-amz-expected-bucket-owner': '123456789012' }
    expect(decode('ListObjectsV2', { query, headers })).toEqual({
      Bucket: 'b',
      MaxKeys: 10,
      Prefix: '',
      FetchOwner: true,
      OptionalObjectAttributes: ['RestoreStatus', 'Other'],
      ExpectedBucketOwner: '123456789012',
    })
  })

  it.each(['GetObject', 'HeadObject'])('reads If-Range with %s, which is not in the published model', (operation) => {
    const headers = { range: 'bytes=0-1', 'if-range': '"abc"' }
    expect(decode(operation, { key: 'k', headers })).toEqual({ Bucket: 'b', Key: 'k', Range: 'bytes=0-1', IfRange: '"abc"' })
  })

  it('passes a streaming body on and collects the metadata', () => {
    const body = { async *[Symbol.asyncIterator]() {} }
    const headers = {
      'content-length': '5',
      'x-amz-meta-a': '1',
      'x-amz-meta-__proto__': '2',
      'x-amz-meta-': '3',
      'content-type': 'text/plain',
    }
    const input = decode('PutObject', { key: 'k', headers, body }) as Record<string, unknown>
    expect(input.Body).toBe(body)
    expect(input).toMatchObject({ Bucket: 'b', Key: 'k', ContentLength: 5, ContentType: 'text/plain' })
    expect(Object.entries(input.Metadata as object)).toEqual([
      ['a', '1'],
      ['__proto__', '2'],
    ])
  })

  it('reads the dates of conditional headers, and ignores invalid ones (RFC 9110)', () => {
    const good = { 'if-modified-since': 'Tue, 19 May 2020 18:06:10 GMT' }
    expect(decode('GetObject', { key: 'k', headers: good })).toEqual({
      Bucket: 'b',
      Key: 'k',
      IfModifiedSince: new Date('2020-05-19T18:06:10Z'),
    })
    expect(decode('GetObject', { key: 'k', headers: { 'if-modified-since': 'yesterday' } })).toEqual({ Bucket: 'b', Key: 'k' })
  })

  it.each([
    ['ListObjects', { query: new Map([['max-keys', 'ten']]) }],
    ['ListObjects', { query: new Map([['max-keys', '']]) }],
    ['ListObjectsV2', { query: new Map([['fetch-owner', 'yes']]) }],
    ['PutObject', { key: 'k', headers: { 'content-length': '-' } }],
    ['PutObject', { key: 'k', headers: { 'x-amz-object-lock-retain-until-date': 'soon' } }],
    ['GetObject', { key: 'k', query: new Map([['response-content-disposition', 'a\r\nSet-Cookie: x']]) }],
    ['GetObject', { key: 'k', query: new Map([['response-content-type', '\u{1F600}']]) }],
  ])('%s with %j is an InvalidArgument', (operation, request) => {
    expect(decode(operation, request)).toBe('InvalidArgument')
  })

  it.each([
    ['response-content-disposition', '这.md', 'Header value cannot be represented using ISO-8859-1.'],
    ['response-content-type', 'a\u0100', 'Header value cannot be represented using ISO-8859-1.'],
    ['response-cache-control', 'a\r\n\u{1f600}', 'Header value cannot be represented using ISO-8859-1.'],
    ['response-content-language', 'a\r\nSet-Cookie: x', 'Header value cannot hold control characters.'],
    ['response-content-encoding', '\u007f', 'Header value cannot hold control characters.'],
  ])('rejects a %s of %j, and says why', (name, value, message) => {
    const request = { labels: addressLabels({ bucket: 'b', key: 'k' }), query: new Map([[name, value]]), headers: {}, body: undefined }
    const problem = { code: 'InvalidArgument', message, extra: { ArgumentName: name, ArgumentValue: value } }
    expect(decodeRestInput(s3, 'GetObject', request)).toMatchObject({ ok: false, problem })
  })

  it('accepts every override in Latin-1', () => {
    const value = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((one) => /[\t\x20-\x7e\x80-\xff]/.test(one))
    const query = new Map([['response-content-disposition', value.join('')]])
    expect(decode('GetObject', { key: 'k', query })).toEqual({ Bucket: 'b', Key: 'k', ResponseContentDisposition: value.join('') })
  })

  const objects = '<Object><Key> a &amp; b </Key></Object><Object><Key>c</Key><Size>3</Size></Object>'
  const expected = { Bucket: 'b', Delete: { Objects: [{ Key: ' a & b ' }, { Key: 'c', Size: 3 }], Quiet: true } }

  it.each([
    ['with the namespace', `<Delete xmlns="${namespace}">${objects}<Quiet>true</Quiet></Delete>`],
    ['without a namespace', `<Delete>\n  ${objects}\n  <Quiet> true </Quiet>\n</Delete>`],
    ['with a prefix', `<s:Delete xmlns:s="${namespace}">${objects}<s:Quiet>true</s:Quiet></s:Delete>`],
  ])('reads an XML payload %s', (_, body) => {
    expect(decode('DeleteObjects', { body })).toEqual(expected)
    expect(decode('DeleteObjects', { body: new TextEncoder().encode(body) })).toEqual(expected)
  })

  it.each([
    ['another root', '<Remove/>'],
    ['another namespace', `<Delete xmlns="urn:x">${objects}</Delete>`],
    ['a child of another namespace', '<Delete><Object xmlns="urn:x"><Key>a</Key></Object></Delete>'],
    ['no object', '<Delete><Quiet>true</Quiet></Delete>'],
    ['an object without a key', '<Delete><Object><VersionId>1</VersionId></Object></Delete>'],
    ['an element that S3 does not know', '<Delete><Object><Key>a</Key><Kee>b</Kee></Object></Delete>'],
    ['a scalar twice', '<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>'],
    ['text between elements', `<Delete>x${objects}</Delete>`],
    ['an element in a scalar', '<Delete><Object><Key><b/></Key></Object></Delete>'],
    ['an invalid boolean', `<Delete>${objects}<Quiet>maybe</Quiet></Delete>`],
    ['text that is not XML', '{"Objects":[]}'],
    ['bytes that are not UTF-8', new Uint8Array([0x3c, 0xff])],
  ])('rejects a payload with %s', (_, body) => {
    expect(decode('DeleteObjects', { body })).toBe('MalformedXML')
  })

  it.each([undefined, '', new Uint8Array()])('distinguishes an empty body from a wrong one: %j', (body) => {
    expect(decode('DeleteObjects', { body })).toBe('MissingRequestBodyError')
    expect(decode('CreateBucket', { body })).toEqual({ Bucket: 'b' })
    expect(decode('PutBucketPolicy', { body })).toMatchObject({ Policy: '' })
  })

  it('reads wrapped lists', () => {
    const body =
      '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags></CreateBucketConfiguration>'
    expect(decode('CreateBucket', { body })).toEqual({
      Bucket: 'b',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1', Tags: [{ Key: 'a', Value: 'b' }] },
    })
    expect(decode('CreateBucket', { body: body.replaceAll('Tag>', 'Tug>') })).toBe('MalformedXML')
  })
})
