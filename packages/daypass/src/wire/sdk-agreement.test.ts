import { Readable } from 'node:stream'
import * as iamSdk from '@aws-sdk/client-iam'
import * as s3Sdk from '@aws-sdk/client-s3'
import * as stsSdk from '@aws-sdk/client-sts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadModel, type OperationModel, type Shape } from './model.js'
import { decodeQueryInput } from './query/decode-query-input.js'
import { encodeQueryError, encodeQueryOutput } from './query/encode-query-output.js'
import { readForm } from './read-form.js'
import { decodeRestInput } from './rest-xml/decode-rest-input.js'
import { encodeRestOutput } from './rest-xml/encode-rest-output.js'
import { encodeS3Error } from './rest-xml/encode-s3-error.js'
import { routeRest } from './rest-xml/route-rest.js'
import { addressLabels } from './rest-xml/split-path.js'

// daypass must read what Amazon's own SDK for JavaScript wrote as the same value, and the other way round.

interface Sent {
  readonly method: string
  readonly path: string
  readonly query: Record<string, string | string[] | null>
  readonly headers: Record<string, string>
  readonly body: unknown
}

interface Answer {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Readable
}

type Respond = (sent: Sent) => { status: number; headers: Readonly<Record<string, string>>; body?: unknown }
type Client = { send(command: unknown): Promise<Record<string, unknown>> }
type Sdk = Readonly<Record<string, unknown>>

function clientOf(sdk: Sdk, name: string, respond: Respond): Client {
  const handle = async (sent: Sent): Promise<{ response: Answer }> => {
    const { status, headers, body } = respond(sent)
    const chunks = body === undefined ? [] : [Buffer.from(body as string)]
    const lower = Object.fromEntries(Object.entries(headers).map(([header, text]) => [header.toLowerCase(), text]))
    return { response: { statusCode: status, headers: lower, body: Readable.from(chunks) } }
  }
  const Constructor = sdk[name] as new (options: object) => Client
  return new Constructor({
    region: 'us-east-1',
    endpoint: 'http://localhost',
    forcePathStyle: true,
    maxAttempts: 1,
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x' },
    requestHandler: { handle },
  })
}

function commandOf(sdk: Sdk, operation: string, input: unknown): unknown {
  const Constructor = sdk[`${operation}Command`] as new (input: unknown) => unknown
  return new Constructor(input)
}

const text = fc.stringMatching(/^[!-~é]([ -~é]{0,20}[!-~é])?$/)

// Values of a shape. The SDK drops structures without fields, so those do not occur.
function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.type === 'string') return text
  if (shape.type === 'integer') return fc.integer()
  if (shape.type === 'boolean') return fc.boolean()
  if (shape.type === 'timestamp') return fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000))
  if (shape.type === 'blob') return fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => new Uint8Array(bytes))
  if (shape.type === 'list' && shape.member) return fc.array(valuesOf(shape.member.shape), { minLength: 1, maxLength: 3 })
  const fields = Object.fromEntries(shape.members.map((member) => [member.name, valuesOf(member.shape)]))
  return fc.record(fields, { requiredKeys: Object.keys(fields).slice(0, 1) })
}

function valuesOrNothing(shape: Shape | undefined): fc.Arbitrary<Record<string, unknown>> {
  return (shape ? valuesOf(shape) : fc.constant({})) as fc.Arbitrary<Record<string, unknown>>
}

/** Bytes as text, whatever class of array they are in. */
function plainBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plainBytes)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainBytes(inner)]))
}

async function agreeOn(sdk: Sdk, service: 'iam' | 'sts', operation: OperationModel): Promise<void> {
  const model = loadModel(service)
  const law = fc.asyncProperty(valuesOrNothing(operation.input), valuesOrNothing(operation.output), async (input, output) => {
    let read: unknown
    const client = clientOf(sdk, service === 'iam' ? 'IAMClient' : 'STSClient', (sent) => {
      const form = readForm(String(sent.body))
      if (form.ok) read = decodeQueryInput(model, operation.name, form.params)
      const answer = encodeQueryOutput(model, { operation: operation.name, output, requestId: 'r-1', format: 'xml' })
      return { status: 200, headers: { 'content-type': answer.contentType }, body: answer.body }
    })
    const { $metadata: _, ...parsed } = await client.send(commandOf(sdk, operation.name, input))
    expect(read).toEqual({ ok: true, input })
    expect(plainBytes(parsed)).toEqual(plainBytes(output))
  })
  await fc.assert(law, { numRuns: 4 })
}

describe('the JavaScript SDK and the query protocol', () => {
  it.each([...loadModel('sts').operations.values()])('agree on sts $name', (operation) => agreeOn(stsSdk, 'sts', operation))
  it.each([...loadModel('iam').operations.values()])('agree on iam $name', (operation) => agreeOn(iamSdk, 'iam', operation))

  it.each([
    [stsSdk, 'STSClient', 'sts', 'GetCallerIdentity', 'ExpiredToken'],
    [stsSdk, 'STSClient', 'sts', 'AssumeRole', 'MalformedPolicyDocument'],
    [iamSdk, 'IAMClient', 'iam', 'GetRole', 'NoSuchEntity'],
  ] as const)('agree on errors: %#', async (sdk, name, service, operation, code) => {
    const client = clientOf(sdk, name, () => {
      const failure = { code, message: 'why <not>', fault: 'Sender', requestId: 'r-1', format: 'xml' } as const
      const { contentType, body } = encodeQueryError(loadModel(service), failure)
      return { status: 403, headers: { 'content-type': contentType }, body }
    })
    const input = { RoleArn: 'a', RoleSessionName: 'b', RoleName: 'c' }
    const error = await client.send(commandOf(sdk, operation, input)).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ message: 'why <not>', $metadata: { httpStatusCode: 403 } })
    expect((error as Error).name).toContain(code)
  })
})

const moment = new Date('2020-05-19T18:06:10Z')
const item = { Key: 'a &<>"\' ü', LastModified: moment, ETag: '"e"', Size: 5, StorageClass: 'STANDARD', Owner: { ID: 'o' } }
const address = { Bucket: 'some-bucket', Key: 'a/../b//c +%25ü' }

describe('the JavaScript SDK and rest-xml', () => {
  it.each([
    ['ListBuckets', { MaxBuckets: 5, Prefix: 'p' }, { Buckets: [{ Name: 'a', CreationDate: moment }], Owner: { ID: 'o' } }],
    ['CreateBucket', { Bucket: 'b', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }, { Location: '/b' }],
    ['HeadBucket', { Bucket: 'b' }, { BucketRegion: 'eu-west-1' }],
    ['DeleteBucket', { Bucket: 'b' }, {}],
    ['GetBucketLocation', { Bucket: 'b' }, { LocationConstraint: 'eu-west-1' }],
    ['ListObjects', { Bucket: 'b', Delimiter: '/', MaxKeys: 7 }, { Name: 'b', Contents: [item], IsTruncated: true, NextMarker: 'x' }],
    [
      'ListObjectsV2',
      { Bucket: 'b', Prefix: 'ü +&', FetchOwner: true, EncodingType: 'url' },
      { Name: 'b', KeyCount: 2, Contents: [item, item], CommonPrefixes: [{ Prefix: 'p/' }], IsTruncated: false },
    ],
    [
      'PutObject',
      { ...address, Body: 'hello', ContentType: 'text/plain', Metadata: { one: '1', two: '2' }, IfNoneMatch: '*' },
      { ETag: '"e"' },
    ],
    [
      'HeadObject',
      { ...address, IfModifiedSince: moment },
      { ETag: '"e"', ContentLength: 5, LastModified: moment, Metadata: { one: '1' } },
    ],
    ['DeleteObject', address, {}],
    [
      'DeleteObjects',
      { Bucket: 'b', Delete: { Objects: [{ Key: 'a &' }, { Key: '../b' }], Quiet: false } },
      { Deleted: [{ Key: 'a &' }], Errors: [{ Key: '../b', Code: 'AccessDenied', Message: 'no' }] },
    ],
  ])('agree on %s', async (operation, input, output) => {
    let read: unknown
    const client = clientOf(s3Sdk, 'S3Client', (sent) => {
      read = readS3(sent)
      return encodeRestOutput(loadModel('s3'), operation, output)
    })
    const { $metadata, ...parsed } = await client.send(commandOf(s3Sdk, operation, input))
    expect(read).toMatchObject({ operation, input })
    expect(parsed).toEqual(output)
    expect($metadata).toMatchObject({ httpStatusCode: operation.startsWith('DeleteB') || operation === 'DeleteObject' ? 204 : 200 })
  })

  it('agree on the body and the dates of an object', async () => {
    const output = {
      Body: Buffer.from('hello'),
      ContentLength: 5,
      LastModified: moment,
      ContentRange: 'bytes 0-4/9',
      Metadata: { one: '1' },
    }
    const client = clientOf(s3Sdk, 'S3Client', () => encodeRestOutput(loadModel('s3'), 'GetObject', output))
    const { Body, ...rest } = await client.send(commandOf(s3Sdk, 'GetObject', address))
    expect(await (Body as { transformToString(): Promise<string> }).transformToString()).toBe('hello')
    expect(rest).toMatchObject({ ContentLength: 5, LastModified: moment, Metadata: { one: '1' }, $metadata: { httpStatusCode: 206 } })
  })

  it('agree on errors', async () => {
    const failure = { code: 'AccessDenied', message: 'why <not>', requestId: 'r-1', hostId: 'h', bodiless: false }
    const client = clientOf(s3Sdk, 'S3Client', () => ({ status: 403, headers: {}, body: encodeS3Error(failure)?.body }))
    await expect(client.send(commandOf(s3Sdk, 'ListObjectsV2', { Bucket: 'b' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'why <not>',
      RequestId: 'r-1',
    })
  })
})

function readS3(sent: Sent): unknown {
  const pairs = Object.entries(sent.query).map(([name, value]) => `${name}=${encodeURIComponent(String(value ?? ''))}`)
  const headers = Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const route = routeRest(loadModel('s3'), { method: sent.method, path: sent.path, query: pairs.join('&'), headers })
  if (!route.ok) return route
  const body = typeof sent.body === 'string' || sent.body instanceof Uint8Array ? sent.body : undefined
  const decoded = decodeRestInput(loadModel('s3'), route.operation, { ...route, labels: addressLabels(route), headers, body })
  return { ...decoded, operation: route.operation }
}
