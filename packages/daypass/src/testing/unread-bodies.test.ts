import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { anonymous, type Caller } from '../core/caller.js'
import type { Authenticated, Request } from '../core/exchange.js'
import { authenticate } from '../credentials/authenticate.js'
import { OpenedSecrets } from '../credentials/long-term-secret.js'
import { formPayload, streamPayload } from '../credentials/payload.js'
import { buckets } from '../directory/s3/bucket.js'
import { bucketPolicies } from '../directory/s3/bucket-policy.js'
import { getObject } from '../directory/s3/object.js'
import type { Writer } from '../directory/state.js'
import { type InstalledService, makeRuntime } from '../installation/runtime.js'
import { operations, protocols, type ServiceName } from '../installation/services.js'
import { answerRequest, type Runtime } from '../pipeline/pipeline.js'
import { SigningKeys } from '../signature/signing-keys.js'
import { s3 } from './made-service.js'
import { root, START, world } from './world.js'

const known = protocols()
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIAQAAAAAAAAAAAAAAA/20260102/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00'

interface Sent {
  readonly method: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes of the body, in pieces of a kilobyte; declared in the headers only where `headers` do so. */
  readonly size: number
  readonly prefix?: string
}

/** A request, and how many bytes of its body were read. */
function requestOf({ method, target, headers = {}, size, prefix = '' }: Sent): { request: Request; taken: () => number } {
  let taken = 0
  async function* pieces() {
    if (prefix !== '') yield Buffer.from(prefix)
    for (; taken < size; taken += 1_024) yield Buffer.alloc(Math.min(1_024, size - taken), 'x')
  }
  const [path = '', query = ''] = target.split('?')
  const about = { id: 'the-id', sourceIp: '127.0.0.1', secure: false, rawHeaders: Object.entries(headers).flat(), headers }
  return { request: { ...about, method, path, query, body: pieces() }, taken: () => taken }
}

/** The checksum that a request needs where its model requires one, here of an empty body. */
const SUMMED = { 'content-md5': createHash('md5').digest('base64') }

const errors = { ...s3.errors, body: s3.streaming! }

/** An installation that authenticates requests, and one that takes every request as `caller`'s. */
async function setUp() {
  const here = await world()
  const by = {
    resolver: { ring: here.ring, secrets: new OpenedSecrets() },
    signingKeys: new SigningKeys(),
    clock: here.clock,
    acceptsVersion2: false,
  }
  const parts = { ...here, requireCurrent: () => {} }
  const strict = makeRuntime({ ...parts, authenticate: (request, asked) => authenticate(by, request, asked) })
  const believing = (caller: Caller) =>
    makeRuntime({
      ...parts,
      authenticate: (request, { routed }): Authenticated => ({
        ...{ caller, region: 'us-east-1', endpoint: 'custom', context: {} },
        payload: routed.form === undefined ? streamPayload({ request, routed, errors }, undefined) : formPayload(routed.form),
      }),
    })
  const answer = async (runtime: Runtime<InstalledService>, service: ServiceName, sent: Sent) => {
    const { request, taken } = requestOf(sent)
    const { status, body } = await answerRequest(runtime, known[service], request)
    return { status, code: here.events.at(-1)?.code, text: String(body), taken: taken() }
  }
  return { here, strict, believing, answer }
}

const PHOTOS = { name: 'photos', account: root.account, region: 'us-east-1', createdAt: START }

const withInput = [
  { name: 'DeleteObjects', method: 'POST', target: '/photos?delete' },
  { name: 'CreateBucket', method: 'PUT', target: '/photos' },
]

describe('the body of an unsigned request', () => {
  it.each(withInput)('$name of S3 is rejected unread, and recorded', async ({ name, ...line }) => {
    const { here, strict, answer } = await setUp()
    expect(await answer(strict, 's3', { ...line, size: 10_000 })).toMatchObject({ status: 403, code: 'AccessDenied', taken: 0 })
    expect(here.events.at(-1)).toMatchObject({ operation: name, caller: anonymous, reason: 'unsigned, and no policy could allow it' })
  })

  it('is also rejected unread where the operation does not use it; without a body, the error names the permission', async () => {
    const { here, strict, answer } = await setUp()
    await here.change((state) => buckets.put(state, PHOTOS))
    const get = { method: 'GET', target: '/photos/a.jpg' }
    for (const headers of [{ 'content-length': '10000' }, { 'transfer-encoding': 'chunked' }])
      expect(await answer(strict, 's3', { ...get, headers, size: 10_000 })).toMatchObject({ status: 403, code: 'AccessDenied', taken: 0 })
    expect(await answer(strict, 's3', { ...get, size: 0 })).toMatchObject({ status: 403, code: 'AccessDenied' })
    expect(here.events.at(-1)?.questions.map(({ question }) => question.action)).toEqual(['s3:GetObject'])
  })

  it('of PutObject is rejected unread, with an error that names the permission', async () => {
    const { here, strict, answer } = await setUp()
    await here.change((state) => buckets.put(state, PHOTOS))
    const sent = { method: 'PUT', target: '/photos/a.jpg', headers: { 'content-length': '10000' }, size: 10_000 }
    expect(await answer(strict, 's3', sent)).toMatchObject({ status: 403, code: 'AccessDenied', taken: 0 })
    expect(here.events.at(-1)?.questions.map(({ question }) => question.action)).toEqual(['s3:PutObject'])
  })

  it('is read as soon as a policy could allow unsigned callers', async () => {
    const { strict, answer } = await setUp()
    const runtime = { ...strict, mayBeAllowed: () => true }
    const sent = { method: 'POST', target: '/photos?delete', size: 10_240 }
    expect(await answer(runtime, 's3', sent)).toMatchObject({ code: 'InvalidRequest', taken: 0 })
    const md5 = createHash('md5').update('x'.repeat(10_240)).digest('base64')
    const summed = { ...sent, headers: { 'content-md5': md5 } }
    expect(await answer(runtime, 's3', summed)).toMatchObject({ code: 'MalformedXML', taken: 10_240 })
  })

  it('is read where the policy of the bucket may allow everyone something, and only there', async () => {
    const { here } = await setUp()
    const policyOf = (bucket: string, statement: object) => (state: Writer) => {
      const text = JSON.stringify({
        Version: '2012-10-17',
        Statement: { Resource: `arn:aws:s3:::${bucket}/*`, Action: 's3:*', ...statement },
      })
      bucketPolicies.put(state, bucketPolicies.recordOf({ bucket, account: root.account, text }))
    }
    await here.change(policyOf('open', { Effect: 'Allow', Principal: '*' }))
    await here.change(policyOf('others', { Effect: 'Allow', NotPrincipal: { AWS: root.account } }))
    await here.change(policyOf('shut', { Effect: 'Deny', Principal: '*' }))
    await here.change(policyOf('ours', { Effect: 'Allow', Principal: { AWS: root.account } }))
    const buckets = ['open', 'others', 'shut', 'ours', 'missing', undefined]
    const read = (caller: Caller) => here.read((state) => buckets.map((bucket) => here.access.mayBeAllowed(caller, bucket, state)))
    expect(read(root)).toEqual(buckets.map(() => true))
    expect(read(anonymous)).toEqual([true, true, false, false, false, false])
  })

  it.each(['iam', 'daypass'] as const)('of %s is recorded in the audit when it is small, and not read beyond that', async (service) => {
    const { here, strict, answer } = await setUp()
    const Version = service === 'iam' ? '2010-05-08' : '2026-11-23'
    const prefix = `Action=${service === 'iam' ? 'ListUsers' : 'CreateAccount'}&Version=${Version}&a=`
    expect(await answer(strict, service, { method: 'POST', target: '/', size: 1_000, prefix })).toMatchObject({
      code: 'MissingAuthenticationToken',
    })
    expect(here.events.at(-1)?.operation).toBe(service === 'iam' ? 'ListUsers' : 'CreateAccount')
    const large = await answer(strict, service, { method: 'POST', target: '/', size: 900_000, prefix })
    expect(large).toMatchObject({ status: 403, code: 'MissingAuthenticationToken' })
    expect(large.taken).toBeLessThan(18_000)
  })

  it('of STS is read up to the size of an assertion', async () => {
    const { strict, answer } = await setUp()
    const sent = { method: 'POST', target: '/', size: 900_000, prefix: 'Version=2011-06-15&a=' }
    const { taken, ...refused } = await answer(strict, 'sts', sent)
    expect(refused).toMatchObject({ status: 413, code: 'RequestEntityTooLarge' })
    expect(taken).toBeLessThan(530_000)
  })
})

const length = (size: number) => ({ 'content-length': String(size), authorization: AUTHORIZATION })

describe('a large body', () => {
  it.each<[string, ServiceName, Sent, string]>([
    ['of STS', 'sts', { method: 'POST', target: '/', size: 524_289, headers: length(524_289) }, 'RequestEntityTooLarge'],
    ['of IAM', 'iam', { method: 'POST', target: '/', size: 1_048_577, headers: length(1_048_577) }, 'RequestEntityTooLarge'],
    ['of daypass', 'daypass', { method: 'POST', target: '/', size: 1_048_577, headers: length(1_048_577) }, 'RequestEntityTooLarge'],
    [
      'of account',
      'account',
      { method: 'POST', target: '/listRegions', size: 16_385, headers: length(16_385) },
      'RequestEntityTooLargeException',
    ],
    ['of CreateBucket', 's3', { method: 'PUT', target: '/photos', size: 65_537, headers: length(65_537) }, 'MaxMessageLengthExceeded'],
    [
      'of DeleteObjects',
      's3',
      { method: 'POST', target: '/photos?delete', size: 2_097_153, headers: { ...length(2_097_153), ...SUMMED } },
      'MaxMessageLengthExceeded',
    ],
    [
      'in chunks',
      's3',
      { method: 'PUT', target: '/photos', size: 9_999, headers: { 'x-amz-decoded-content-length': '65537' } },
      'MaxMessageLengthExceeded',
    ],
  ])('%s with its declared length is rejected unread', async (_, service, sent, code) => {
    const { believing, answer } = await setUp()
    expect(await answer(believing(root), service, sent)).toMatchObject({ code, taken: 0 })
  })

  it.each<[string, ServiceName, Sent, string]>([
    ['of STS', 'sts', { method: 'POST', target: '/', size: 600_000 }, 'RequestEntityTooLarge'],
    ['of account', 'account', { method: 'POST', target: '/listRegions', size: 100_000 }, 'RequestEntityTooLargeException'],
    ['of CreateBucket', 's3', { method: 'PUT', target: '/photos', size: 100_000 }, 'MaxMessageLengthExceeded'],
  ])('%s without a declared length is read up to the limit and rejected', async (_, service, sent, code) => {
    const { believing, answer } = await setUp()
    const refused = await answer(believing(root), service, sent)
    expect(refused.code).toBe(code)
    expect(refused.taken).toBeLessThan(sent.size)
  })

  it('is limited to what its operation needs, as soon as that is known', async () => {
    const { believing, answer } = await setUp()
    const form = (Action: string, size: number): Sent => ({
      ...{ method: 'POST', target: '/', headers: { authorization: AUTHORIZATION } },
      ...{ size, prefix: `Action=${Action}&Version=2010-05-08&UserName=` },
    })
    const small = await answer(believing(root), 'iam', form('GetUser', 300_000))
    expect(small).toMatchObject({ status: 413, code: 'RequestEntityTooLarge', text: expect.stringContaining('larger than 262144 bytes') })
    expect(await answer(believing(root), 'iam', form('GetUser', 200_000))).toMatchObject({ code: 'ValidationError' })
    expect(await answer(believing(root), 'iam', form('PutUserPolicy', 300_000))).toMatchObject({ code: 'ValidationError' })
    expect(await answer(believing(root), 'iam', form('PutUserPolicy', 600_000))).toMatchObject({ code: 'RequestEntityTooLarge' })
    expect(await answer(believing(root), 'iam', form('SimulateCustomPolicy', 900_000))).toMatchObject({ code: 'ValidationError' })
  })

  it('has a limit of at most two mebibytes in every operation, and of more than a quarter of one only for documents, chains, keys or imports', () => {
    const all = Object.values(operations).flat()
    const large = all.filter(({ maxBody = 0 }) => maxBody > 262_144).map(({ name }) => name)
    expect(Math.max(...all.map(({ maxBody = 0 }) => maxBody))).toBe(2_097_152)
    expect(large.sort()).toEqual([
      'AssumeRoleWithSAML',
      'AssumeRoleWithWebIdentity',
      'CreatePolicy',
      'CreatePolicyVersion',
      'CreateRole',
      'CreateSAMLProvider',
      'DeleteObjects',
      'GetContextKeysForCustomPolicy',
      'GetContextKeysForPrincipalPolicy',
      'ImportAccount',
      'PutGroupPolicy',
      'PutRolePolicy',
      'PutUserPolicy',
      'SimulateCustomPolicy',
      'SimulatePrincipalPolicy',
      'UpdateAssumeRolePolicy',
      'UpdateSAMLProvider',
      'UploadServerCertificate',
    ])
  })

  it.each([
    ['without a length', {}, 411, 'MissingContentLength'],
    ['in chunks of no known length', { 'transfer-encoding': 'chunked' }, 501, 'NotImplemented'],
    ['in chunks, without a decoded length', { 'transfer-encoding': 'chunked', 'content-encoding': 'aws-chunked' }, 501, 'NotImplemented'],
  ])('of an object is rejected unread %s, and nothing is stored', async (_, headers, status, code) => {
    const { believing, here, answer } = await setUp()
    await here.change((state) => buckets.put(state, PHOTOS))
    const sent = { method: 'PUT', target: '/photos/a.jpg', headers, size: 10_000 }
    expect(await answer(believing(root), 's3', sent)).toMatchObject({ status, code, taken: 0 })
    expect(here.events.at(-1)?.questions.map(({ question }) => question.action)).toEqual(['s3:PutObject'])
    expect(here.read((state) => getObject(state, 'photos', 'a.jpg'))).toBeUndefined()
    const known = { ...sent, headers: { 'transfer-encoding': 'chunked', 'x-amz-decoded-content-length': '10000' } }
    expect(await answer(believing(root), 's3', known)).toMatchObject({ status: 200 })
  })

  it('is accepted as a DeleteObjects of a thousand keys of 1,024 bytes', async () => {
    const { believing, here, answer } = await setUp()
    const key = (i: number) => `<Object><Key>${String(i).padStart(4, '0')}${'&amp;'.repeat(40)}${'k'.repeat(980)}</Key></Object>`
    const prefix = `<Delete>${Array.from({ length: 1_000 }, (_, i) => key(i)).join('')}</Delete>`
    expect(prefix.length).toBeGreaterThan(1_048_576)
    const headers = { 'content-md5': createHash('md5').update(prefix).digest('base64') }
    await answer(believing(root), 's3', { method: 'POST', target: '/photos?delete', size: 0, prefix, headers })
    expect(here.events.at(-1)).toMatchObject({ operation: 'DeleteObjects', code: 'NoSuchBucket' })
    expect(here.events.at(-1)?.questions).toHaveLength(1_000)
  })
})
