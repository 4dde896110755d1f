import * as sdk from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { type Clients, clientsOf } from '../sdk-js/clients.js'
import { ServerProcess } from '../server-process.js'
import { element, errorOf } from '../signed-request.js'
import { BY_HAND, Presigner } from './s3-by-hand.js'
import { DIFFERENCES, differenceOf, RECORDED, type RecordedError } from './s3-recorded.js'

let server: ServerProcess
let root: Clients
let presigner: Presigner
/** What `<...>` in a request stands for. */
const values = new Map<string, string>()

type Command = typeof sdk.HeadBucketCommand
type Answer = Readonly<Record<string, unknown>>

async function call(operation: string, params: object): Promise<Answer> {
  const Command = (sdk as unknown as Readonly<Record<string, Command | undefined>>)[`${operation}Command`]
  if (Command === undefined) throw new Error(`no command for ${operation}`)
  return (await root.s3.send(new Command(params as never))) as unknown as Answer
}

const RULES = [
  { AllowedOrigins: ['https://localhost:4200'], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['x-amz-expected-bucket-owner'] },
  { AllowedOrigins: ['http://*.origin.com'], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'] },
]

/** The state in which the requests were made, as far as it shows: `plain` and the other buckets are named in the file of the requests. */
beforeAll(async () => {
  server = await ServerProcess.start({ environment: { DAYPASS_ACCOUNT_ID: '111111111111' } })
  root = clientsOf(server, server.rootKey())
  for (const Bucket of ['plain', 'versioned', 'tagged', 'with-rules']) await call('CreateBucket', { Bucket })
  await call('PutBucketTagging', { Bucket: 'tagged', Tagging: { TagSet: [{ Key: 'tag1', Value: 'value1' }] } })
  await call('PutBucketCors', { Bucket: 'with-rules', CORSConfiguration: { CORSRules: RULES } })
  await call('DeleteBucketOwnershipControls', { Bucket: 'plain' })
  await call('DeletePublicAccessBlock', { Bucket: 'plain' })
  for (const Key of ['object-key-acl', 'tagging-validation', 'test-key', 'test-sse-c', 'test-versioning-sse-c'])
    await call('PutObject', { Bucket: 'plain', Key, Body: 'x' })
  await call('PutBucketVersioning', { Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' } })
  for (const Key of ['test-key-versioned', 'test-version-tagging']) {
    await call('PutObject', { Bucket: 'versioned', Key, Body: 'x' })
    values.set(`<marker of ${Key}>`, String((await call('DeleteObject', { Bucket: 'versioned', Key })).VersionId))
  }
  values.set('<canonical-id>', (await root.s3.send(new sdk.ListBucketsCommand({}))).Owner?.ID ?? '')
  const at = { Bucket: 'plain', Key: 'test-precondition' }
  values.set('<old etag>', String((await call('PutObject', { ...at, Body: 'old' })).ETag))
  const { UploadId } = await call('CreateMultipartUpload', at)
  values.set('<upload>', String(UploadId))
  values.set('<part>', String((await call('UploadPart', { ...at, UploadId, PartNumber: 1, Body: 'x' })).ETag))
  await call('PutObject', { ...at, Body: 'new' })
  if (!without('boto3')) presigner = new Presigner(server)
})
afterAll(async () => {
  await presigner?.close()
  await server.close()
})

function given(params: unknown): object {
  const read = (name: string, value: unknown): unknown => {
    if (typeof value !== 'string') return value
    return name === 'RetainUntilDate' ? new Date(value) : (values.get(value) ?? value)
  }
  return JSON.parse(JSON.stringify(params), read) as object
}

const told = (of: Answer, names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, of[name]]))

/** The error of a request, with the elements that were recorded. The SDK puts a text of its own where an error has none. */
async function errorFrom({ operation, params, extra }: RecordedError): Promise<object> {
  try {
    await call(operation, given(params))
    return { code: 'no error' }
  } catch (error) {
    const { name, message, $metadata } = error as sdk.S3ServiceException
    const text = message === 'UnknownError' ? '' : message
    return { status: $metadata.httpStatusCode, code: name, message: text, extra: told(error as Answer, extra) }
  }
}

async function errorByHand({ source, status, extra }: RecordedError): Promise<object> {
  const request = BY_HAND[source.slice(source.indexOf('::') + 2)]
  if (request === undefined) throw new Error(`no request for ${source}`)
  const reply = await request(presigner)
  const found = Object.fromEntries(Object.keys(extra).map((name) => [name, element(reply.text, name)]))
  return { status: status === null ? null : reply.status, ...errorOf(reply), extra: found }
}

const byClient = RECORDED.filter(({ params }) => params !== undefined)
const byHand = RECORDED.filter(({ params }) => params === undefined)

async function compare(row: RecordedError, came: object): Promise<void> {
  const { status, code, message, extra } = row
  const recorded = { status, code, message, extra }
  const difference = differenceOf(row)
  if (difference === undefined) return expect(came).toEqual(recorded)
  expect(came).toMatchObject({ code: difference.code })
  expect(came).not.toEqual(recorded)
}

describe('the errors that were recorded on S3', () => {
  it('are 169, of which 42 are answered otherwise, each for a reason', () => {
    expect([RECORDED.length, byHand.length, RECORDED.filter((row) => differenceOf(row) !== undefined).length]).toEqual([169, 52, 42])
    expect(DIFFERENCES.filter(({ sources }) => !RECORDED.some(({ source }) => sources.test(source)))).toEqual([])
  })

  it.each(byClient.map((row) => [row.source, row] as const))('%s', async (_, row) => {
    await compare(row, await errorFrom(row))
  })

  it.skipIf(without('boto3')).each(byHand.map((row) => [row.source, row] as const))('%s', async (_, row) => {
    await compare(row, await errorByHand(row))
  })
})
