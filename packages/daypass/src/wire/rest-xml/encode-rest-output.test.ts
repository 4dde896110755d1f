import { describe, expect, it } from 'vitest'
import { loadModel } from '../model.js'
import { encodeRestOutput } from './encode-rest-output.js'
import { encodeS3Error } from './encode-s3-error.js'

const s3 = loadModel('s3')
const date = new Date('2009-10-12T17:50:30.000Z')
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
const xml = { 'Content-Type': 'application/xml' }

describe('encodeRestOutput', () => {
  it.each([
    [
      'ListBuckets',
      { Buckets: [{ Name: 'a', CreationDate: date }], Owner: { ID: 'o' } },
      `<ListAllMyBucketsResult ${xmlns}><Buckets><Bucket><Name>a</Name><CreationDate>2009-10-12T17:50:30.000Z</CreationDate></Bucket></Buckets><Owner><ID>o</ID></Owner></ListAllMyBucketsResult>`,
    ],
    [
      'ListObjectsV2',
      {
        Name: 'b',
        IsTruncated: false,
        KeyCount: 1,
        Contents: [{ Key: 'a<b', Size: 5, ETag: '"e"', LastModified: date }],
        CommonPrefixes: [{ Prefix: 'p/' }],
      },
      `<ListBucketResult ${xmlns}><IsTruncated>false</IsTruncated><Contents><Key>a&lt;b</Key><LastModified>2009-10-12T17:50:30.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>5</Size></Contents><Name>b</Name><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes><KeyCount>1</KeyCount></ListBucketResult>`,
    ],
    [
      'DeleteObjects',
      { Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied' }] },
      `<DeleteResult ${xmlns}><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>`,
    ],
    ['GetBucketLocation', { LocationConstraint: 'eu-west-1' }, `<LocationConstraint ${xmlns}>eu-west-1</LocationConstraint>`],
    ['GetBucketLocation', {}, `<LocationConstraint ${xmlns}></LocationConstraint>`],
  ])('writes %s', (operation, output, body) => {
    expect(encodeRestOutput(s3, operation, output)).toEqual({ status: 200, headers: xml, body: declaration + body })
  })

  it('writes an object with its headers and passes the body on', () => {
    const Body = new Uint8Array([1])
    const output = {
      Body,
      ETag: '"e"',
      LastModified: date,
      ContentLength: 1,
      ContentType: 'text/plain',
      Metadata: { a: 'b' },
      DeleteMarker: undefined,
    }
    const response = encodeRestOutput(s3, 'GetObject', output)
    expect(response.headers).toEqual({
      ETag: '"e"',
      'Last-Modified': 'Mon, 12 Oct 2009 17:50:30 GMT',
      'Content-Length': '1',
      'Content-Type': 'text/plain',
      'x-amz-meta-a': 'b',
    })
    expect(response.status).toBe(200)
    expect(response.body).toBe(Body)
  })

  it('writes metadata as encoded words, and every other header with the bytes that it has', () => {
    const { headers } = encodeRestOutput(s3, 'HeadObject', { Metadata: { a: 'caf\xe9', b: 'x\r\ny z' }, ContentDisposition: 'caf\xe9' })
    expect(headers).toEqual({
      'x-amz-meta-a': '=?UTF-8?Q?caf=C3=A9?=',
      'x-amz-meta-b': '=?UTF-8?Q?x=0D=0Ay_z?=',
      'Content-Disposition': 'caf\xe9',
    })
  })

  it('is 206 for a range', () => {
    expect(encodeRestOutput(s3, 'GetObject', { ContentRange: 'bytes 0-0/5', Body: new Uint8Array(1) }).status).toBe(206)
  })

  it.each([
    ['DeleteBucket', undefined, 204],
    ['DeleteObject', {}, 204],
    ['HeadBucket', { BucketRegion: 'us-east-1' }, 200],
    ['CreateBucket', { Location: '/b' }, 200],
    ['PutObject', { ETag: '"e"' }, 200],
  ])('%s has no body', (operation, output, status) => {
    const response = encodeRestOutput(s3, operation, output)
    expect(response.status).toBe(status)
    expect('body' in response).toBe(false)
  })

  it.each([
    ['GetObject', { ContentDisposition: 'a\r\nSet-Cookie: b' }],
    ['GetObject', { ContentType: '\u{1F600}' }],
    ['GetObject', { ContentLength: '5' }],
    ['ListObjects', { Contents: {} }],
  ])('treats %s with %j as a defect', (operation, output) => {
    expect(() => encodeRestOutput(s3, operation, output)).toThrow(TypeError)
  })
})

describe('encodeS3Error', () => {
  const failure = { code: 'NoSuchKey', message: 'The <key>', requestId: 'r', hostId: 'h', bodiless: false }

  it('writes the document of S3', () => {
    expect(encodeS3Error({ ...failure, resource: '/b/k', extra: { Key: 'k&' } })).toEqual({
      contentType: 'application/xml',
      body: `${declaration}<Error><Code>NoSuchKey</Code><Message>The &lt;key&gt;</Message><Resource>/b/k</Resource><Key>k&amp;</Key><RequestId>r</RequestId><HostId>h</HostId></Error>`,
    })
  })

  it('has no body if none is allowed', () => {
    expect(encodeS3Error({ ...failure, bodiless: true })).toBeUndefined()
  })

  it('treats an invalid element name as a defect', () => {
    expect(() => encodeS3Error({ ...failure, extra: { 'a><b': 'x' } })).toThrow(TypeError)
  })
})
