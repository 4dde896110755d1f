import { beforeEach, describe, expect, it } from 'vitest'
import { roleArn } from '../../../core/arn.js'
import { anonymous } from '../../../core/caller.js'
import { roles } from '../../../directory/iam/role.js'
import { buckets } from '../../../directory/s3/bucket.js'
import { bucketPolicies } from '../../../directory/s3/bucket-policy.js'
import { accountPublicAccess, bucketPublicAccess, EVERYTHING_BLOCKED } from '../../../directory/s3/public-access.js'
import { roleSession } from '../../../testing/callers.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteBucketPolicy } from './DeleteBucketPolicy.js'
import { GetBucketPolicy } from './GetBucketPolicy.js'
import { GetBucketPolicyStatus } from './GetBucketPolicyStatus.js'
import { PutBucketPolicy } from './PutBucketPolicy.js'

const OTHER = '111122223333'
const allow = (Principal: unknown, Action: unknown, Resource: unknown = ['arn:aws:s3:::data', 'arn:aws:s3:::data/*']) => ({
  ...{ Effect: 'Allow', Principal, Action, Resource },
})
const deny = (...statement: Parameters<typeof allow>) => ({ ...allow(...statement), Effect: 'Deny' })
const policy = (...Statement: object[]) => ({ Bucket: 'data', Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
const named = { AWS: `arn:aws:iam::${OTHER}:root` }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})
const stored = () => w.read((state) => bucketPolicies.get(state, 'data'))

describe('PutBucketPolicy', () => {
  it('keeps the text, which GetBucketPolicy returns to the letter, until DeleteBucketPolicy', async () => {
    const Policy = `{ "Version": "2012-10-17",\n "Statement": [${JSON.stringify(allow(named, 's3:GetObject'))}] }`
    await w.call(PutBucketPolicy, { Bucket: 'data', Policy })
    expect(await w.call(GetBucketPolicy, { Bucket: 'data' })).toEqual({ Policy })
    await w.call(DeleteBucketPolicy, { Bucket: 'data' })
    expect(await w.refusal(GetBucketPolicy, { Bucket: 'data' })).toEqual({
      code: 'NoSuchBucketPolicy',
      message: 'The bucket policy does not exist',
    })
    await w.call(DeleteBucketPolicy, { Bucket: 'data' })
  })

  it.each([
    ['', "Policies must be valid JSON and the first byte must be '{'"],
    ['invalid json', "Policies must be valid JSON and the first byte must be '{'"],
    ['{}', 'Missing required field Statement'],
    [policy(allow(named, 's3:GetObject', 'arn:aws:s3:::other/*')).Policy, 'Policy has invalid resource'],
    [policy(allow(named, 'ec2:RunInstances')).Policy, 'Policy has invalid action'],
    [policy(allow(named, 's3:GetObject', 'arn:aws:s3:::data')).Policy, 'Action does not apply to any resource(s) in statement'],
    [policy(allow({ AWS: `arn:aws:iam::${ACCOUNT}:user/nobody` }, 's3:GetObject')).Policy, 'Invalid principal in policy'],
    [policy(deny({ CanonicalUser: 'a'.repeat(64) }, 's3:GetObject')).Policy, 'Invalid principal in policy'],
  ])('refuses %s: %s', async (Policy, message) => {
    expect(await w.refusal(PutBucketPolicy, { Bucket: 'data', Policy })).toEqual({ code: 'MalformedPolicy', message })
    expect(stored()).toBeUndefined()
  })

  it('refuses more than 20 KB', async () => {
    const Policy = `${policy(allow(named, 's3:GetObject')).Policy}${' '.repeat(20_480)}`
    expect((await w.refusal(PutBucketPolicy, { Bucket: 'data', Policy })).code).toBe('PolicyTooLarge')
  })

  it('names users and roles by id, so that one who gets the name later is somebody else', async () => {
    const ann = await w.user('ann')
    const { id, roleName } = await roleSession(w, 'reader')
    await w.call(PutBucketPolicy, policy(allow({ AWS: [ann.arn, roleArn(ACCOUNT, '/', roleName)] }, 's3:GetObject')))
    expect(stored()?.text).toContain(`["${ann.id}","${id}"]`)
    const shown = async () => (await w.call(GetBucketPolicy, { Bucket: 'data' })).Policy
    expect(await shown()).toContain(`["${ann.arn}","${roleArn(ACCOUNT, '/', roleName)}"]`)
    await w.change((state) => {
      const role = roles.get(state, ACCOUNT, roleName)
      if (role !== undefined) roles.delete(state, role)
    })
    expect(await shown()).toContain(`["${ann.arn}","${id}"]`)
    // What is read can be changed and written back.
    await w.call(PutBucketPolicy, { Bucket: 'data', Policy: (await shown()) ?? '' })
    expect(stored()?.text).toContain(id)
  })

  it('refuses one that is public while the bucket or its account blocks these, with the sentence of S3', async () => {
    const open = policy(allow('*', 's3:GetObject'))
    const refused = {
      code: 'AccessDenied',
      message: `User: ${root.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::data" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    }
    expect(await w.refusal(PutBucketPolicy, open)).toEqual(refused)
    const settings = { bucket: 'data', ...EVERYTHING_BLOCKED, BlockPublicPolicy: false }
    await w.change((state) => {
      bucketPublicAccess.put(state, settings)
      accountPublicAccess.put(state, { account: ACCOUNT, ...EVERYTHING_BLOCKED })
    })
    expect(await w.refusal(PutBucketPolicy, open)).toEqual(refused)
    await w.change((state) => accountPublicAccess.delete(state, { account: ACCOUNT, ...EVERYTHING_BLOCKED }))
    await w.call(PutBucketPolicy, open)
    expect(await w.call(GetBucketPolicyStatus, { Bucket: 'data' })).toEqual({ PolicyStatus: { IsPublic: true } })
  })

  it('refuses one that keeps its author from the next, unless that is confirmed', async () => {
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } })
    await w.call(PutBucketPolicy, policy(allow(named, 's3:GetObject')), ann)
    const before = stored()
    const locked = policy(deny('*', 's3:PutBucketPolicy', 'arn:aws:s3:::data'))
    expect((await w.refusal(PutBucketPolicy, locked, ann)).code).toBe('AccessDenied')
    expect(stored()).toEqual(before)
    await w.call(PutBucketPolicy, { ...locked, ConfirmRemoveSelfBucketAccess: true }, ann)
    expect(stored()?.text).toBe(locked.Policy)
    expect((await w.refusal(PutBucketPolicy, policy(allow(named, 's3:GetObject')), ann)).code).toBe('AccessDenied')
  })

  it('lets the root user of the account read, put and delete it whatever it denies', async () => {
    const closed = policy(deny('*', 's3:*'))
    await w.call(PutBucketPolicy, closed)
    expect(await w.call(GetBucketPolicy, { Bucket: 'data' })).toEqual({ Policy: closed.Policy })
    expect((await w.refusal(GetBucketPolicyStatus, { Bucket: 'data' })).code).toBe('AccessDenied')
    await w.call(PutBucketPolicy, closed)
    await w.call(DeleteBucketPolicy, { Bucket: 'data' })
    expect(stored()).toBeUndefined()
  })

  it('is for the account of the bucket alone: another that is allowed gets 405, and one that is not 403', async () => {
    await w.change((state) => {
      buckets.put(state, { name: 'theirs', account: OTHER, region: 'us-east-1', createdAt: START })
      const open = { Version: '2012-10-17', Statement: allow({ AWS: ACCOUNT }, 's3:*', ['arn:aws:s3:::theirs', 'arn:aws:s3:::theirs/*']) }
      bucketPolicies.put(state, bucketPolicies.recordOf({ bucket: 'theirs', account: OTHER, text: JSON.stringify(open) }))
    })
    for (const operation of [GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy]) {
      const input = { ...policy(), Bucket: 'theirs' }
      expect((await w.refusal(operation, input)).code).toBe('MethodNotAllowed')
      expect((await w.refusal(operation, input, await w.user(`ann-${operation.name}`))).code).toBe('AccessDenied')
      expect((await w.refusal(operation, input, anonymous)).code).toBe('AccessDenied')
    }
    expect(await w.call(GetBucketPolicyStatus, { Bucket: 'theirs' })).toEqual({ PolicyStatus: { IsPublic: false } })
  })

  it('asks for s3:PutBucketPolicy on the bucket', async () => {
    const asked = (await w.attempt(PutBucketPolicy, policy())).event.questions.map(({ question }) => question)
    expect(asked).toEqual([
      {
        ...{ action: 's3:PutBucketPolicy', resource: 'arn:aws:s3:::data', resourceAccount: ACCOUNT },
        context: { 's3:ResourceAccount': ACCOUNT },
      },
    ])
  })
})
