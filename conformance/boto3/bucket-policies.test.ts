// Owns: bucket policies as users meet them, with boto3: who is let in, what is refused in S3's words, Block Public Access of a bucket and, by S3 Control,
// of an account. Every case of who is allowed is tested next to access; here it is the wire.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, without } from '../clean-environment.js'
import { assume, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { PythonProcess } from './python-process.js'

const HOME = '000000000000'
const PARTNER = '444455556666'
const B = 'arn:aws:s3:::data'
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Principal: unknown, Action: unknown, Resource: unknown) => ({ Effect: 'Allow', Principal, Action, Resource })
const readable = (Principal: unknown) => document(allow(Principal, 's3:GetObject', `${B}/*`))

interface Answer {
  readonly output?: Record<string, unknown>
  readonly code?: string
  readonly message?: string
  readonly status?: number
}

describe.skipIf(without('boto3'))('bucket policies, with boto3', () => {
  let server: ServerProcess
  let boto3: PythonProcess
  let root: Key
  let partner: Key
  let ann: Key
  let ann2: Key
  let reader: Key

  const call = (service: string, operation: string, parameters: object, key: Key | null = root, more: object = {}) =>
    boto3.ask<Answer>({ service, operation, parameters, key, ...more })
  const must = async (...asked: Parameters<typeof call>): Promise<Record<string, unknown>> => {
    const { output, ...error } = await call(...asked)
    if (output === undefined) throw new Error(`${asked[1]}: ${JSON.stringify(error)}`)
    return output
  }
  const put = (Policy: string, key: Key = root) => call('s3', 'put_bucket_policy', { Bucket: 'data', Policy }, key)
  const get = async (key: Key | null, Key = 'hello.txt') => {
    const { output, code } = await call('s3', 'get_object', { Bucket: 'data', Key }, key)
    return output?.Body ?? code
  }
  async function user(name: string, policy?: string): Promise<Key> {
    await must('iam', 'create_user', { UserName: name })
    if (policy !== undefined) await must('iam', 'put_user_policy', { UserName: name, PolicyName: 'p', PolicyDocument: policy })
    const made = (await must('iam', 'create_access_key', { UserName: name })).AccessKey as Record<string, string>
    return { accessKeyId: made.AccessKeyId ?? '', secretAccessKey: made.SecretAccessKey ?? '' }
  }

  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    root = server.rootKey()
    const { hostname, port } = new URL(server.endpoint)
    boto3 = new PythonProcess('calls.py', [hostname, port])
    const { accessKeyId, secretAccessKey } = root
    const environment = { AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
    const { stdout } = await runDaypass(['account', 'create', '--name', 'partner', '--id', PARTNER, '--json'], environment)
    partner = JSON.parse(stdout) as Key
    const home = [`${B}/home/`, '{aws:username}/*'].join('$')
    ann = await user('ann', document({ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: home }))
    ann2 = await user('bob')
    const trust = document({ Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sts:AssumeRole' })
    await must('iam', 'create_role', { RoleName: 'reader', AssumeRolePolicyDocument: trust })
    const operator = await user('operator', document({ Effect: 'Allow', Action: '*', Resource: '*' }))
    reader = (await assume(signerOf(server, operator), 'reader')).key
    await must('s3', 'create_bucket', { Bucket: 'data' })
    await must('s3', 'put_object', { Bucket: 'data', Key: 'hello.txt', Body: 'hello' })
  })
  afterAll(async () => {
    await server.close()
    await boto3.close()
  })

  it('let in a role without rights, and keep out one with rights', async () => {
    expect(await get(reader)).toBe('AccessDenied')
    expect(await put(readable({ AWS: `arn:aws:iam::${HOME}:role/reader` }))).toEqual({ output: {} })
    expect(await get(reader)).toBe('hello')
    const all = document({ Effect: 'Allow', Action: 's3:*', Resource: '*' })
    await must('iam', 'put_role_policy', { RoleName: 'reader', PolicyName: 'all', PolicyDocument: all })
    await must('s3', 'delete_bucket_policy', { Bucket: 'data' })
    expect(await get(reader)).toBe('hello')
    await put(document({ ...allow({ AWS: `arn:aws:iam::${HOME}:role/reader` }, 's3:GetObject', `${B}/*`), Effect: 'Deny' }))
    expect(await call('s3', 'get_object', { Bucket: 'data', Key: 'hello.txt' }, reader)).toEqual({
      ...{ code: 'AccessDenied', status: 403 },
      message: `User: arn:aws:sts::${HOME}:assumed-role/reader/bench is not authorized to perform: s3:GetObject on resource: ${B}/hello.txt with an explicit deny in a resource-based policy`,
    })
    await must('s3', 'delete_bucket_policy', { Bucket: 'data' })
  })

  it('are not needed for a home folder of every user', async () => {
    expect(await call('s3', 'put_object', { Bucket: 'data', Key: 'home/ann/a', Body: 'mine' }, ann)).toMatchObject({ output: {} })
    expect(await get(ann, 'home/ann/a')).toBe('mine')
    expect((await call('s3', 'put_object', { Bucket: 'data', Key: 'home/bob/a', Body: 'x' }, ann)).code).toBe('AccessDenied')
    expect(await get(ann2, 'home/ann/a')).toBe('AccessDenied')
  })

  it('let in another account, which cannot read the policy', async () => {
    expect(await get(partner)).toBe('AccessDenied')
    await put(document(allow({ AWS: PARTNER }, 's3:*', [B, `${B}/*`])))
    expect(await get(partner)).toBe('hello')
    expect(await call('s3', 'get_bucket_policy', { Bucket: 'data' }, partner)).toMatchObject({ code: 'MethodNotAllowed', status: 405 })
    expect((await call('s3', 'get_bucket_acl', { Bucket: 'data' }, partner)).output).toMatchObject({
      Grants: [{ Permission: 'FULL_CONTROL', Grantee: { Type: 'CanonicalUser' } }],
    })
    await must('s3', 'delete_bucket_policy', { Bucket: 'data' })
  })

  it('are returned as they were put, and refused in the words of S3', async () => {
    const Policy = readable({ AWS: `arn:aws:iam::${HOME}:user/ann` })
    await put(Policy)
    expect(await must('s3', 'get_bucket_policy', { Bucket: 'data' })).toEqual({ Policy })
    await must('s3', 'delete_bucket_policy', { Bucket: 'data' })
    const none = { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist', status: 404 }
    expect(await call('s3', 'get_bucket_policy', { Bucket: 'data' })).toEqual(none)
    expect(await put('{}')).toEqual({ code: 'MalformedPolicy', message: 'Missing required field Statement', status: 400 })
    expect(await call('s3', 'get_bucket_policy', { Bucket: 'data', ExpectedBucketOwner: '0000' })).toEqual({
      ...{ code: 'InvalidBucketOwnerAWSAccountID', status: 400 },
      message: 'The value of the expected bucket owner parameter must be an AWS Account ID... [0000]',
    })
  })

  it('may be long, up to 20 KB', async () => {
    const statements = Array.from({ length: 150 }, (_, at) => allow({ AWS: PARTNER }, 's3:GetObject', `${B}/folder-${at}/*`))
    expect(Buffer.byteLength(document(...statements))).toBeGreaterThan(15_000)
    expect(await put(document(...statements))).toEqual({ output: {} })
    expect(await must('s3', 'get_bucket_policy', { Bucket: 'data' })).toEqual({ Policy: document(...statements) })
    expect(await put(document(...statements, ...statements))).toMatchObject({ code: 'PolicyTooLarge', status: 400 })
    await must('s3', 'delete_bucket_policy', { Bucket: 'data' })
  })

  it('are public for unsigned callers in the region of the bucket, whichever that is', async () => {
    const region = { region: 'eu-central-1' }
    const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' }
    await must('s3', 'create_bucket', { Bucket: 'eu-data', CreateBucketConfiguration }, root, region)
    await must('s3', 'put_object', { Bucket: 'eu-data', Key: 'k', Body: 'eu' }, root, region)
    await must('s3', 'delete_public_access_block', { Bucket: 'eu-data' }, root, region)
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }
    const Policy = document({ ...allow('*', 's3:GetObject', 'arn:aws:s3:::eu-data/*'), Condition })
    await must('s3', 'put_bucket_policy', { Bucket: 'eu-data', Policy }, root, region)
    expect((await must('s3', 'get_object', { Bucket: 'eu-data', Key: 'k' }, null)).Body).toBe('eu')
  })

  it('are public only where the bucket and its account allow it', async () => {
    const bucket = (flags: object) => must('s3', 'put_public_access_block', { Bucket: 'data', PublicAccessBlockConfiguration: flags })
    const account = (flags: object) =>
      must('s3control', 'put_public_access_block', { AccountId: HOME, PublicAccessBlockConfiguration: flags })
    expect((await put(readable('*'))).code).toBe('AccessDenied')
    await bucket({ BlockPublicPolicy: false })
    await account({ BlockPublicPolicy: true })
    expect((await put(readable('*'))).code).toBe('AccessDenied')
    await account({ RestrictPublicBuckets: true })
    expect(await put(readable('*'))).toEqual({ output: {} })
    expect([await get(null), await get(partner), await get(ann2)]).toEqual(['AccessDenied', 'AccessDenied', 'hello'])
    await must('s3control', 'delete_public_access_block', { AccountId: HOME })
    expect([await get(null), await get(partner), await get(ann2)]).toEqual(['hello', 'hello', 'hello'])
    await bucket({ RestrictPublicBuckets: true })
    expect([await get(null), await get(partner), await get(ann2)]).toEqual(['AccessDenied', 'AccessDenied', 'hello'])
    expect(await must('s3', 'get_bucket_policy_status', { Bucket: 'data' })).toEqual({ PolicyStatus: { IsPublic: true } })
    await must('s3', 'delete_bucket_policy', { Bucket: 'data' })
  })

  it('of an account are reached by the path of S3 Control, by its host, and refused by name otherwise', async () => {
    const none = { code: 'NoSuchPublicAccessBlockConfiguration', status: 404 }
    for (const endpoint of [undefined, 'http://s3-control.us-east-1.amazonaws.com', null]) {
      const more = endpoint === undefined ? {} : { endpoint }
      expect(await call('s3control', 'get_public_access_block', { AccountId: HOME }, root, more)).toMatchObject(none)
      expect(await call('s3control', 'list_jobs', { AccountId: HOME }, root, more)).toMatchObject({ code: 'NotImplemented', status: 501 })
    }
    expect(await call('s3control', 'get_public_access_block', { AccountId: HOME }, ann)).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    })
    expect((await call('s3control', 'get_public_access_block', { AccountId: HOME }, { ...root, secretAccessKey: 'x' })).code).toBe(
      'SignatureDoesNotMatch',
    )
  })
})
